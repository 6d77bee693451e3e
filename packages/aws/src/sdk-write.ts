import { randomUUID } from "node:crypto";
import {
  parseSecretText,
  printableName,
  type SecretReference,
  SecretsError,
  type WriteOptions,
} from "@mailjet-secrets/core";
import type { SdkCall } from "./sdk-call.ts";
import { CURRENT, getSecretValue, moveStage, putSecretValue } from "./sdk-calls.ts";

/** Makes calls of the service for a write. */
export interface Calls {
  make<Output>(call: SdkCall<Output>, signal: AbortSignal): Promise<Output>;
  /** Makes a call that is not bound to a caller, for a bounded time. Never rejects. */
  cleanUp(call: SdkCall<unknown>): Promise<void>;
}

const PENDING = "AWSPENDING";

/**
 * Writes the record as a new version and makes it the current one. With `ifVersion` it is put beside the current version
 * first, and takes its place only if that is still the one named; else `CONFLICT`, and nothing is left of it.
 */
export async function writeSecret(
  calls: Calls,
  secret: SecretReference,
  values: Readonly<Record<string, string>>,
  { signal, ifVersion }: WriteOptions,
): Promise<{ readonly version: string }> {
  if (secret.requestedVersion !== undefined && secret.requestedVersion !== CURRENT) throw notAVersionToWrite(secret);
  const version = randomUUID();
  const text = secretText(values);
  if (ifVersion === undefined) {
    await calls.make(putSecretValue(secret, version, text, CURRENT), signal);
    return { version };
  }
  try {
    await calls.make(putSecretValue(secret, version, text, PENDING), signal);
    await promote(calls, secret, version, ifVersion, signal);
    return { version };
  } finally {
    // Not bound to the caller's signal, and also of a version that was put without an answer. Nor does it stay on the
    // current one: after the next write, by whomever, AWS would take a rotation to be under way, and refuse to begin any.
    await calls.cleanUp(moveStage(secret, PENDING, version));
  }
}

async function promote(
  calls: Calls,
  secret: SecretReference,
  version: string,
  ifVersion: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await calls.make(moveStage(secret, CURRENT, ifVersion, version), signal);
  } catch (error) {
    if (signal.aborted) throw error;
    // The answer to a move that took effect may have been lost, and then the label is not where it was.
    const current = await calls.make(getSecretValue({ id: secret.id }), signal).catch(() => undefined);
    if (current?.VersionId === version) return;
    // A version that is not the holder, or that is gone: the service has no name of its own for that.
    const refused = SecretsError.is(error, "INVALID_CONFIG") || SecretsError.is(error, "NOT_FOUND");
    if (!refused || current === undefined || current.VersionId === ifVersion) throw error;
    throw new SecretsError(
      "CONFLICT",
      `The secret "${printableName(secret.id)}" is not at version "${printableName(ifVersion)}" any more.`,
      {
        provider: "aws",
        hint: "Read it again, and decide anew.",
      },
    );
  }
}

/** A text that reads back as the same record: the layout "one text" is kept, everything else is JSON. */
function secretText(values: Readonly<Record<string, string>>): string {
  const { value, ...others } = values;
  const isOneText = value !== undefined && Object.keys(others).length === 0;
  return isOneText && parseSecretText(value)["value"] === value ? value : JSON.stringify(values);
}

function notAVersionToWrite({ id, requestedVersion }: SecretReference): SecretsError {
  const message = `The secret "${printableName(id)}" cannot be written in its version "${printableName(requestedVersion ?? "")}".`;
  return new SecretsError("INVALID_CONFIG", message, {
    provider: "aws",
    hint: "A write makes a new current version: leave requestedVersion out.",
  });
}
