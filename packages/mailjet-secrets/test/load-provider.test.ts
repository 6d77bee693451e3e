import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { SecretsError } from "@mailjet-secrets/core";
import { describe, expect, it } from "vitest";
import { loadProvider, notLoaded } from "../src/load-provider.ts";
import { KEY, recordingProvider, SECRET } from "./support/pair.ts";
import { type Project, project } from "./support/project.ts";
import { refusal } from "./support/refusal.ts";

const none = { env: neverLoaded, aws: neverLoaded, vault: neverLoaded, conjur: neverLoaded };

function neverLoaded(): Promise<never> {
  return Promise.reject(new Error("Another adapter was loaded."));
}

/** Imports the package as an application in the directory of the project would. */
async function importFrom(here: Project, name: string): Promise<object> {
  const { load } = await import(/* @vite-ignore */ pathToFileURL(join(here.directory, "main.mjs")).href);
  return load(name);
}

/** An application, with a package of that name if there is a text for it. */
function application(name: string, text?: string): Promise<Project> {
  const main = { "main.mjs": "export const load = (name) => import(name);" };
  if (text === undefined) return project(main);
  const manifest = JSON.stringify({ name, type: "module", exports: "./index.js" });
  const folder = `node_modules/${name}`;
  return project({ ...main, [`${folder}/package.json`]: manifest, [`${folder}/index.js`]: text });
}

describe("loadProvider", () => {
  it("loads the adapter of env", async () => {
    expect((await loadProvider("env", {})).name).toBe("env");
  });

  it("loads the chosen adapter only, and hands it the options", async () => {
    const made: unknown[] = [];
    const provider = recordingProvider("vault");
    const vaultProvider = (options: object): object => {
      made.push(options);
      return provider;
    };
    const options = { address: "https://vault:8200" };
    expect(await loadProvider("vault", options, { ...none, vault: async () => ({ vaultProvider }) })).toBe(provider);
    expect(made).toEqual([options]);
  });

  it.each(["aws", "vault", "conjur"] as const)(
    "gives the install command where the package of %s is absent",
    async (word) => {
      const name = `@mailjet-secrets/${word}`;
      await using here = await application(name);
      const load = (): Promise<object> => importFrom(here, name).catch(notLoaded(word));
      expect(await refusal(() => loadProvider(word, {}, { ...none, [word]: load }), "MISSING_DEPENDENCY")).toBe(
        `The provider ${word} needs the package ${name}, which is not installed. Run: npm install ${name}`,
      );
    },
  );

  it("says that a package is there but misses another one", async () => {
    await using here = await application("@mailjet-secrets/aws", 'import "@aws-sdk/not-there";');
    const load = (): Promise<object> => importFrom(here, "@mailjet-secrets/aws").catch(notLoaded("aws"));
    expect(await refusal(() => loadProvider("aws", {}, { ...none, aws: load }), "MISSING_DEPENDENCY")).toBe(
      "The package @mailjet-secrets/aws is installed but cannot be loaded. It does not find @aws-sdk/not-there. Install it again: npm install @mailjet-secrets/aws",
    );
  });

  it("says that a package is there but throws, and nothing of what it says", async () => {
    await using here = await application("@mailjet-secrets/vault", `throw new RangeError("${KEY}:${SECRET}");`);
    const load = (): Promise<object> => importFrom(here, "@mailjet-secrets/vault").catch(notLoaded("vault"));
    const loading = loadProvider("vault", {}, { ...none, vault: load });
    expect(await refusal(() => loading, "MISSING_DEPENDENCY")).toBe(
      "The package @mailjet-secrets/vault is installed but cannot be loaded. Install it again: npm install @mailjet-secrets/vault",
    );
    await expect(loading).rejects.toMatchObject({ provider: "vault", retryable: false, cause: { name: "RangeError" } });
  });

  it("says that a package is of another version if it does not export the factory", async () => {
    const message = await refusal(
      () => loadProvider("conjur", {}, { ...none, conjur: async () => ({}) }),
      "MISSING_DEPENDENCY",
    );
    expect(message).toContain(
      "It has no export conjurProvider. Install the same version of it and of mailjet-secrets.",
    );
  });

  it("lets pass what the adapter says about its options", async () => {
    const refused = new SecretsError("INVALID_CONFIG", "vault.address is missing.");
    const vaultProvider = (): never => {
      throw refused;
    };
    const loading = loadProvider("vault", {}, { ...none, vault: async () => ({ vaultProvider }) });
    await expect(loading).rejects.toBe(refused);
  });
});
