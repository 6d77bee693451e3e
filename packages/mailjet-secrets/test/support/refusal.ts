import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import { expect } from "vitest";
import { KEY, SECRET } from "./pair.ts";

/** The message of the `SecretsError` that the callback throws or rejects with; nothing of the pair may be in it. */
export async function refusal(callback: () => unknown, code: SecretsErrorCode = "INVALID_CONFIG"): Promise<string> {
  const error = await Promise.resolve()
    .then(callback)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  expect(SecretsError.is(error, code), `${String(error)} is not ${code}`).toBe(true);
  const { message, stack, cause } = error as SecretsError;
  const shown = `${message} ${stack} ${JSON.stringify(cause)}`;
  for (const value of [KEY, SECRET]) {
    expect(shown).not.toContain(value.slice(0, 8));
    expect(shown).not.toContain(Buffer.from(value).toString("base64").slice(0, 8));
  }
  return message;
}
