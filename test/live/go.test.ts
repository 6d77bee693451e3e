import { join } from "node:path";
import { expect, it } from "vitest";
import { sendByExec } from "../../examples/other-languages/test/support/send-by-exec.ts";
import { needed } from "./support/needed.ts";

it("a program in Go sends with the pair that exec takes from the store", async () => {
  const file = join(import.meta.dirname, "../../examples/other-languages/send.go");
  const sent = await sendByExec([needed("LIVE_GO"), "run", file], async (path) => ({ SSL_CERT_FILE: path }));
  expect(sent).toEqual({ stdout: "Mailjet answered 200\n", from: ["Hello from Go"] });
});
