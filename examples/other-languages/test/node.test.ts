import { join } from "node:path";
import { expect, it } from "vitest";
import { sendByExec } from "./support/send-by-exec.ts";

it("a program in plain JavaScript sends with the pair that exec takes from the store", async () => {
  const outcome = await sendByExec([process.execPath, join(import.meta.dirname, "../send.mjs")]);
  expect(outcome).toEqual({ stdout: "Mailjet answered 200\n", from: ["Hello from Node.js"] });
});
