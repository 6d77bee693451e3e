import { printablePath, type SecretReference } from "@mailjet-secrets/core";
import type { KvVersion } from "./kv-version.ts";
import type { VaultCallOptions, VaultClient } from "./node-vault-client.ts";
import { isWrongEngine, type SecretRequest } from "./secret-failure.ts";
import { apiPath, encodePath, type SecretPlace } from "./secret-path.ts";
import { isVaultError, part, type VaultAnswer } from "./vault-answer.ts";
import { vaultError } from "./vault-failure.ts";

/** An answer, and what it answers. */
export interface SecretAnswer {
  readonly answer: VaultAnswer;
  readonly request: SecretRequest;
}

type Ask = (version: 1 | 2, guessed: boolean) => Promise<SecretAnswer>;

/** Asks for a secret; where the version of the engine is not to be learnt, in the way of both. */
export async function requestSecret(
  place: SecretPlace,
  { requestedVersion }: SecretReference,
  client: VaultClient,
  engine: KvVersion,
  call: VaultCallOptions,
): Promise<SecretAnswer> {
  checkVersion(requestedVersion);
  const ask: Ask = async (version, guessed) => {
    const query = requestedVersion === undefined || version === 1 ? "" : `?version=${requestedVersion}`;
    const answer = await client.get(encodePath(apiPath(place, version)) + query, call);
    const { namespace, token } = call;
    const withoutToken = token === undefined;
    return { answer, request: { place, version, guessed, namespace, requestedVersion, writes: false, withoutToken } };
  };
  const known = await engine.find(call.token, call.signal);
  if (typeof known !== "number") {
    const found = await askBoth(ask, engine);
    if (requestedVersion !== undefined && found.request.version === 1 && holdsData(found)) throw noVersions(place);
    return found;
  }
  if (known === 1 && requestedVersion !== undefined) throw noVersions(place);
  const found = await ask(known, false);
  if (engine.isFixed || !isWrongEngine(found.answer)) return found;
  engine.learn(2); // it was upgraded in the meantime
  return ask(2, false);
}

/** Asks as for KV v2, then as for KV v1, unless the first answer tells enough. Notes what the answers show. */
async function askBoth(ask: Ask, engine: KvVersion): Promise<SecretAnswer> {
  const learnt = (version: 1 | 2, { answer, request }: SecretAnswer): SecretAnswer => {
    engine.learn(version);
    return { answer, request: { ...request, guessed: false } };
  };
  const second = await ask(2, true);
  if (part(second.answer, "data", "metadata") !== undefined) return learnt(2, second);
  // KV v1 may hold a secret whose name begins with `data/`, which is not the one that was asked for.
  const isOfVersion1 = holdsData(second);
  if (!isOfVersion1 && !isMissing(second)) return second;
  const first = await ask(1, true);
  if (isWrongEngine(first.answer)) return learnt(2, second);
  if (isOfVersion1 || holdsData(first)) return learnt(1, first);
  if (!isMissing(first)) return first;
  // A secret that may not be read in one way is not missing because there is none in the other.
  return first.answer.status === 403 && second.answer.status === 404 ? first : second;
}

function holdsData({ answer }: SecretAnswer): boolean {
  return answer.status === 200 && part(answer, "data") !== undefined;
}

function isMissing({ answer }: SecretAnswer): boolean {
  return (answer.status === 403 || answer.status === 404) && isVaultError(answer);
}

function checkVersion(version: string | undefined): void {
  if (version === undefined || /^[1-9]\d{0,9}$/.test(version)) return;
  throw vaultError("INVALID_CONFIG", "The requested version is not a number from 1 up.", {
    hint: "Give the number that vault kv metadata get shows, or leave requestedVersion out for the current one.",
  });
}

function noVersions({ mount }: SecretPlace): Error {
  return vaultError(
    "INVALID_CONFIG",
    `The KV engine at ${printablePath(mount)} is of version 1, which keeps no versions.`,
    {
      hint: "Leave requestedVersion out, or upgrade the engine (vault kv enable-versioning).",
    },
  );
}
