import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  ReadOptions,
  SecretReference,
  SecretSnapshot,
  SecretsError,
  SecretsProvider,
} from "@mailjet-secrets/core";
import { type ConjurEmulator, type ConjurEmulatorOptions, startConjurEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";
import { type ConjurProviderOptions, conjurProvider } from "../../src/index.ts";

export const LOGIN = "host/mailjet/app";
export const API_KEY = "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";
export const PUBLIC = "00112233445566778899aabbccddeeff";
export const PRIVATE = "ffeeddccbbaa99887766554433221100";
export const VARIABLES: Readonly<Record<string, string>> = {
  "mailjet/api-key": PUBLIC,
  "mailjet/secret-key": PRIVATE,
  "mailjet/pair": JSON.stringify({ apiKey: PUBLIC, apiSecret: PRIVATE }),
};
export const FIELDS = ["api-key", "secret-key"];

/** Starts an emulator with one host and the usual variables, until the test is over. */
export async function startConjur(options: ConjurEmulatorOptions = {}): Promise<ConjurEmulator> {
  const emulator = await startConjurEmulator({
    roles: [{ login: LOGIN, apiKey: API_KEY }],
    variables: VARIABLES,
    ...options,
  });
  onTestFinished(() => emulator.close());
  return emulator;
}

/** Creates a provider for the emulator, closed when the test is over. It sees no variables of this process. */
export function connect(emulator: ConjurEmulator, options: ConjurProviderOptions = {}): SecretsProvider {
  const provider = conjurProvider({
    applianceUrl: emulator.url,
    account: emulator.account,
    auth: { method: "apiKey", login: LOGIN, apiKey: API_KEY },
    environment: {},
    ...options,
  });
  onTestFinished(() => provider.close?.());
  return provider;
}

/** Path of a file in a directory of its own, which is removed when the test is over. Without content it is not made. */
export function temporaryFile(content?: string): string {
  const directory = mkdtempSync(join(tmpdir(), "conjur-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, "file");
  if (content !== undefined) writeFileSync(file, content);
  return file;
}

/** Reads, by default the pair in two variables. */
export function read(
  provider: SecretsProvider,
  secret: SecretReference = { id: "mailjet", fields: FIELDS },
  options: ReadOptions = { signal: new AbortController().signal },
): Promise<SecretSnapshot> {
  return provider.read(secret, options);
}

/** Writes with a signal that never aborts. */
export function write(
  provider: SecretsProvider,
  secret: SecretReference,
  values: Readonly<Record<string, string>>,
): Promise<unknown> {
  if (provider.write === undefined) throw new TypeError("The provider cannot write.");
  return provider.write(secret, values, { signal: new AbortController().signal });
}

/** The error that the promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<SecretsError> {
  return promise.then(
    () => {
      throw new TypeError("A failure was expected.");
    },
    (error: SecretsError) => error,
  );
}

/** "login 200" and "other 404" for each request, oldest first. */
export function statuses(emulator: ConjurEmulator): string[] {
  return emulator.received.map(({ kind, status }) => `${kind} ${status ?? "none"}`);
}

/** Paths of all requests but logins, with their queries. */
export function paths(emulator: ConjurEmulator): string[] {
  return emulator.received
    .filter(({ kind }) => kind === "other")
    .map(({ path, query }) => (query === "" ? path : `${path}?${query}`));
}
