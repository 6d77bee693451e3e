import { inspect } from "node:util";
import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import { expect } from "vitest";

/** Waits for a rejection with a `SecretsError` of this code, and gives it back. */
export async function refusal(work: Promise<unknown>, code: SecretsErrorCode): Promise<SecretsError> {
  const error: unknown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (!SecretsError.is(error)) throw new TypeError(`A SecretsError was expected, and not ${inspect(error)}`);
  expect(error.code).toBe(code);
  expect(error.provider).toBe("aws");
  return error;
}
