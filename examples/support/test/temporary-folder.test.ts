import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { temporaryFolder } from "../src/temporary-folder.ts";

it("holds files that only their owner may read, and is gone afterwards", async () => {
  const folder = await temporaryFolder({ token: "abc\n", ".env": "" });
  const token = join(folder.path, "token");
  expect(await readFile(token, "utf8")).toBe("abc\n");
  expect((await stat(token)).mode & 0o777).toBe(0o600);
  expect((await readdir(folder.path)).sort()).toEqual([".env", "token"]);
  await folder.remove();
  await expect(stat(folder.path)).rejects.toMatchObject({ code: "ENOENT" });
});

it("is another folder each time", async () => {
  await using one = await temporaryFolder();
  await using other = await temporaryFolder();
  expect(other.path).not.toBe(one.path);
});
