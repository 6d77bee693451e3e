import type { SecretReference, SecretSnapshot } from "@mailjet-secrets/core";
import type { KvVersion } from "./kv-version.ts";
import type { VaultCallOptions, VaultClient } from "./node-vault-client.ts";
import { isWrongEngine, type SecretRequest, secretFailure } from "./secret-failure.ts";
import { apiPath, encodePath, type SecretPlace } from "./secret-path.ts";
import { part, type VaultAnswer } from "./vault-answer.ts";
import { vaultError } from "./vault-failure.ts";

/** An answer, and what it answers. */
export interface SecretAnswer {
  readonly answer: VaultAnswer;
  readonly request: SecretRequest;
}

/** Asks for a secret; where the version of the engine is not to be learnt, in the way of both. */
export async function requestSecret(
  place: SecretPlace,
  { requestedVersion }: SecretReference,
  client: VaultClient,
  engine: KvVersion,
  call: VaultCallOptions,
): Promise<SecretAnswer> {
  checkVersion(requestedVersion);
  const ask = async (version: 1 | 2, guessed: boolean): Promise<SecretAnswer> => {
    if (version === 1 && requestedVersion !== undefined && !guessed) throw noVersions(place);
    const query = requestedVersion === undefined || version === 1 ? "" : `?version=${requestedVersion}`;
    const answer = await client.get(encodePath(apiPath(place, version)) + query, call);
    const { namespace, token } = call;
    const withoutToken = token === undefined;
    return { answer, request: { place, version, guessed, namespace, requestedVersion, writes: false, withoutToken } };
  };
  const known = await engine.find(call.token, call.signal);
  if (typeof known === "number") {
    const found = await ask(known, false);
    if (engine.isFixed || !isWrongEngine(found.answer)) return found;
    engine.learn(2); // it was upgraded in the meantime
    return ask(2, false);
  }
  const second = await ask(2, true);
  if (part(second.answer, "data", "metadata") !== undefined) engine.learn(2);
  if (!isMissing(second.answer)) return second;
  const first = await ask(1, true);
  if (first.answer.status === 200) {
    if (requestedVersion !== undefined) throw noVersions(place);
    engine.learn(1);
    return first;
  }
  if (isWrongEngine(first.answer)) engine.learn(2);
  // What the first try says counts: 403 must not become "not found" because of a path that is none.
  return isMissing(first.answer) ? second : first;
}

/** Reads the values out of the answer. Throws `SecretsError`. */
export function snapshotOf(
  { answer, request }: SecretAnswer,
  fields: readonly string[] | undefined,
  now: number,
): SecretSnapshot {
  if (answer.status !== 200) throw secretFailure(answer, request);
  const path = apiPath(request.place, request.version);
  const data = request.version === 2 ? part(answer, "data", "data") : part(answer, "data");
  if (data === undefined) throw noValues(answer, path);
  const metadata = request.version === 2 ? part(answer, "data", "metadata") : undefined;
  const number = metadata?.["version"];
  const expiresAt = request.version === 2 ? deletionTime(metadata) : leaseEnd(answer, data, now);
  return {
    values: selectValues(data, fields, typeof number === "number" ? `${path} (version ${number})` : path),
    ...(typeof number === "number" ? { version: String(number) } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function selectValues(
  data: Readonly<Record<string, unknown>>,
  fields: readonly string[] | undefined,
  path: string,
): Record<string, string> {
  const isScalar = (name: string): boolean =>
    Object.hasOwn(data, name) && ["string", "number", "boolean"].includes(typeof data[name]);
  const missing = (fields ?? []).filter((name) => !isScalar(name));
  if (missing.length > 0) {
    const nested = missing.filter((name) => Object.hasOwn(data, name));
    const note = nested.length === 0 ? "" : ` ${nested.join(", ")}: there, and neither text, number nor boolean.`;
    throw vaultError("NOT_FOUND", `${path} has no ${missing.join(", no ")}.${note}`, {
      hint: `Add what is missing (vault kv patch), or map the names by fields.`,
    });
  }
  const names = fields ?? Object.keys(data).filter(isScalar);
  return Object.fromEntries(names.map((name) => [name, String(data[name])]));
}

/** A version that is to be deleted by itself (`delete_version_after`) is void from then on. */
function deletionTime(metadata: Readonly<Record<string, unknown>> | undefined): number | undefined {
  const at = Date.parse(String(metadata?.["deletion_time"]));
  return Number.isNaN(at) ? undefined : at;
}

/** KV v1 keeps no time of its own; a field `ttl` in the record is the operator's word for how long it may be used. */
function leaseEnd(answer: VaultAnswer, data: Readonly<Record<string, unknown>>, now: number): number | undefined {
  const seconds = answer.body?.["lease_duration"];
  if (!Object.hasOwn(data, "ttl") || typeof seconds !== "number" || seconds <= 0) return undefined;
  return now + seconds * 1_000;
}

function noValues(answer: VaultAnswer, path: string): Error {
  if (part(answer, "wrap_info") !== undefined) {
    return vaultError("UNEXPECTED_RESPONSE", `Vault wrapped its answer for ${path} instead of giving it.`, {
      hint: "The policy demands wrapping (min_wrapping_ttl): allow a plain answer for this path.",
    });
  }
  return vaultError("UNEXPECTED_RESPONSE", `Vault answered 200 for ${path} with ${describe(answer)}.`, {
    hint: "Does the address lead to Vault itself, or to a proxy or a sign-in page in front of it?",
  });
}

function describe({ bodyKind }: VaultAnswer): string {
  return bodyKind === "JSON" ? "JSON that holds no secret" : bodyKind;
}

function isMissing({ status }: VaultAnswer): boolean {
  return status === 403 || status === 404;
}

function checkVersion(version: string | undefined): void {
  if (version === undefined || /^[1-9]\d{0,9}$/.test(version)) return;
  throw vaultError("INVALID_CONFIG", "The requested version is not a number from 1 up.", {
    hint: "Give the number that vault kv metadata get shows, or leave requestedVersion out for the current one.",
  });
}

function noVersions({ mount }: SecretPlace): Error {
  return vaultError("INVALID_CONFIG", `The KV engine at ${mount} is of version 1, which keeps no versions.`, {
    hint: "Leave requestedVersion out, or upgrade the engine (vault kv enable-versioning).",
  });
}
