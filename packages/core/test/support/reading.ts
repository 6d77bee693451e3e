import { inspect } from "node:util";
import { expect } from "vitest";
import type { AccountSecret } from "../../src/account-secret.ts";
import type { MailjetCredentials } from "../../src/mailjet-credentials.ts";
import type { SecretSnapshot } from "../../src/provider.ts";
import { readCredentials } from "../../src/read-credentials.ts";
import { parseSecretText } from "../../src/secret-text.ts";
import { SecretsError } from "../../src/secrets-error.ts";

export const KEY = "00112233445566778899aabbccddeeff";
export const SECRET = "ffeeddccbbaa99887766554433221100";
export const OTHER = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
export const TOKEN = "89abcdef0123456789abcdef01234567";

type Values = Readonly<Record<string, string>>;
type Facts = Omit<SecretSnapshot, "values">;

export function read(values: Values, secret: AccountSecret = {}, facts: Facts = {}): MailjetCredentials {
  return readCredentials({ ...facts, values }, { id: "prod/mailjet", ...secret }, "aws");
}

export const readText = (text: string, secret?: AccountSecret): MailjetCredentials =>
  read(parseSecretText(text), secret);

/** The refusal of what is read; checks on the way that no text of the record, names included, is in it. */
export function refusal(values: Values, secret: AccountSecret = {}, facts: Facts = {}): SecretsError {
  const error = thrownBy(() => read(values, secret, facts));
  if (!SecretsError.is(error, "INVALID_SECRET")) throw error;
  const shown = [
    error.message,
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, getters: true, customInspect: false }),
  ].join("\n");
  for (const canary of canaries(values)) expect(shown).not.toContain(canary);
  return error;
}

export const refusalOfText = (text: string, secret?: AccountSecret): SecretsError =>
  refusal(parseSecretText(text), secret);

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown.");
}

/** Values, and names that look like values; of long ones any piece of ten characters gives too much away. */
function canaries(values: Values): string[] {
  const secretNames = Object.keys(values).filter((name) => /[0-9a-f]{32}/.test(name));
  const { host: _host, ...others } = values; // a piece of a host is "mailjet.com"
  return [...Object.values(others), ...secretNames].flatMap((text) => {
    const plain = text.trim();
    if (plain.length < 12) return [];
    return [plain.slice(0, 10), plain.slice(-10), Buffer.from(plain).toString("base64").slice(0, 12)];
  });
}

export function pairOf(credentials: MailjetCredentials): string {
  return `${credentials.apiKey()}:${credentials.apiSecret()}`;
}

export const PAIR = `${KEY}:${SECRET}`;
