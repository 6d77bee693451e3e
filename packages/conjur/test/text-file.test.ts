import { writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { readTextFile } from "../src/text-file.ts";
import { temporaryFile } from "./support/conjur.ts";
import { silentPipe, turns } from "./support/silent-pipe.ts";

it.each([
  ["a pipe", silentPipe],
  ["a file", () => temporaryFile("text")],
])("stops reading %s with the reason of the signal, whatever that is", async (_, make) => {
  const controller = new AbortController();
  const reading = readTextFile(make(), "caFile", controller.signal);
  controller.abort("enough");
  await expect(reading).rejects.toBe("enough");
});

it("gives what is written into a pipe to all who wait for it, and what comes later to those who ask later", async () => {
  const pipe = silentPipe();
  const { signal } = new AbortController();
  for (const text of ["first", "second"]) {
    const readings = [readTextFile(pipe, "caFile", signal), readTextFile(pipe, "caFile", signal)];
    await turns();
    await writeFile(pipe, text);
    expect(await Promise.all(readings)).toEqual([text, text]);
  }
});

it("says that a directory cannot be read", async () => {
  const reading = readTextFile(import.meta.dirname, "caFile", new AbortController().signal);
  await expect(reading).rejects.toMatchObject({ code: "INVALID_CONFIG", cause: { code: "EISDIR" } });
});
