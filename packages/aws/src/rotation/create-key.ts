import { printableName, SecretsError } from "@mailjet-secrets/core";
import type { ApiKey, CreatedApiKey } from "@mailjet-secrets/mailjet-admin";
import type { Administration } from "./administration.ts";
import { keyNames } from "./key-name.ts";
import { explained } from "./mailjet.ts";
import type { NewSubAccountOptions } from "./rotation-options.ts";
import type { StepContext } from "./step-context.ts";

/** Keys whose pair is not stored yet, by version: a repeated step in the same process goes on with them. */
export type UnstoredKeys = Map<string, CreatedApiKey>;

/** A key whose pair was lost stays in the account for ever, deactivated, and counts towards its limit. */
const MOST_KEYS = 3;
/** For the request, and for storing its answer, in milliseconds. */
const TIME_FOR_KEY_MS = 5_000;

/**
 * Makes a key. One that this rotation made before, and whose pair is not known, is deactivated first. Rejects with
 * `ACCESS_DENIED` if the account may have no more, `CONFLICT` if the rotation made too many already.
 */
export async function createKey(
  context: StepContext<NewSubAccountOptions>,
  administration: Administration,
  unstored: UnstoredKeys,
): Promise<CreatedApiKey> {
  const version = context.event.ClientRequestToken;
  const names = keyNames(context.options.keyName ?? context.secret.name, version);
  const made = administration.keys.filter((key) => names.owns(key.name));
  const known = unstored.get(version);
  if (known !== undefined && made.some((key) => key.id === known.id && key.isActive)) return known;
  const lost: string[] = [];
  for (const key of made) {
    if (!key.isActive || administration.mustStay(key)) continue;
    await administration.deactivate(key);
    lost.push(key.id);
  }
  if (lost.length > 0) context.note({ deactivatedLostKeys: lost });
  if (made.length >= MOST_KEYS) throw tooMany(context, made);
  context.deadline.need(TIME_FOR_KEY_MS);
  const created = await administration.admin
    .createApiKey({ name: names.next(made.length) }, { signal: context.deadline.signal })
    .catch((error: unknown) => {
      throw SecretsError.is(error, "ACCESS_DENIED") ? limitReached(error, administration.keys) : error;
    });
  unstored.set(version, created);
  return created;
}

function tooMany({ secret }: StepContext, made: readonly ApiKey[]): SecretsError {
  const ids = made.map(({ id }) => id).join(", ");
  return new SecretsError(
    "CONFLICT",
    `This rotation of "${printableName(secret.name)}" has made ${made.length} keys, and could store the pair of none (ids ${ids}, all deactivated).`,
    {
      hint: "Look at the errors before this one (may the function call secretsmanager:PutSecretValue?), then give the rotation up and begin another.",
    },
  );
}

function limitReached(error: SecretsError, keys: readonly ApiKey[]): SecretsError {
  const idle = keys.filter(({ isActive }) => !isActive).length;
  const words = `Mailjet lets the account have no further key: it has ${keys.length}, of which ${idle} are deactivated`;
  return new SecretsError("ACCESS_DENIED", `${explained(error, words).message}`, {
    cause: error,
    hint: "Ask Mailjet's support to remove deactivated keys or to raise the limit, or use the plan blue-green, which makes none.",
  });
}
