import { CONTRACT_FEATURES, type ProviderHarness, providerContract } from "@mailjet-secrets/testing";
import { describe, it } from "vitest";
import { envProvider } from "../src/index.ts";
import { mountSecret } from "./support/mounted-secret.ts";
import { scratchDirectory } from "./support/scratch-directory.ts";

const ID = "CONTRACT";
// No network, no login, no versions, no way to write; and an empty variable counts as missing.
const HARNESS = { unsupported: CONTRACT_FEATURES, secret: { id: ID }, close: async () => {} };

function withPrefix(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${ID}_${name}`, value]));
}

function variables(): ProviderHarness {
  const environment: Record<string, string> = {};
  const clear = (): void => {
    for (const name of Object.keys(environment)) delete environment[name];
  };
  return {
    ...HARNESS,
    open: () => envProvider({ environment, files: false }),
    remove: async () => clear(),
    async seed(values) {
      clear();
      Object.assign(environment, withPrefix(values));
    },
  };
}

function mountedSecret(): ProviderHarness {
  const directory = scratchDirectory();
  let version = 0;
  const seed = async (values: Readonly<Record<string, string>>): Promise<void> => {
    version += 1;
    mountSecret(directory, `version-${version}`, withPrefix(values));
  };
  return {
    ...HARNESS,
    open: () => envProvider({ environment: {}, files: false, secretsDirectory: directory.path }),
    seed,
    remove: () => seed({}),
  };
}

describe("env: variables", () => providerContract({ describe, it }, variables));
describe("env: a mounted Kubernetes secret", () => providerContract({ describe, it }, mountedSecret));
