import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

it("E16 (secrets in a browser bundle) throws at once where it is loaded as a browser's module", async () => {
  await expect(import("../src/browser.ts")).rejects.toThrow("mailjet-secrets runs on Node.js only");
});

it("is what bundlers for browsers find, before the default", async () => {
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  for (const entry of [manifest.exports["."], manifest.publishConfig.exports["."]]) {
    const conditions = Object.keys(entry).filter((condition) => !condition.startsWith("@"));
    expect(conditions).toEqual(["types", "browser", "default"]);
    expect(entry.browser).toBe("./dist/browser.js");
  }
});

it("is kept by bundlers although nothing is imported from it", async () => {
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  expect(manifest.sideEffects).toEqual(["./dist/browser.js"]);
});
