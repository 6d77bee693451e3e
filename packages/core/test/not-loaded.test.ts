import { describe, expect, it } from "vitest";
import { notLoaded } from "../src/not-loaded.ts";

const absent = Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
const broken = new Error('Dynamic require of "node:fs" is not supported');

describe("notLoaded", () => {
  it.each([absent, Object.assign(new Error("x"), { code: "MODULE_NOT_FOUND" })])(
    "gives the command that installs a package that is absent",
    async (cause) => {
      const loading = Promise.reject(cause).catch(notLoaded("node-vault", { provider: "vault" }));
      await expect(loading).rejects.toMatchObject({
        code: "MISSING_DEPENDENCY",
        provider: "vault",
        message: "The package node-vault is not installed. Run: npm install node-vault",
      });
    },
  );

  it("names what to install where that differs from the package", () => {
    const install = "node-mailjet@6";
    expect(() => notLoaded("node-mailjet", { install })(absent)).toThrow("Run: npm install node-mailjet@6");
  });

  it("does not speak of installing where the package is there and does not load, as in a bundle", () => {
    expect(() => notLoaded("node-vault")(broken)).toThrow(
      /^The package node-vault does not load\. In a bundle: .*external/,
    );
    const hint = "Let the bundler follow it.";
    expect(() => notLoaded("sdk", { hint })(broken)).toThrow(
      "The package sdk does not load. Let the bundler follow it.",
    );
  });
});
