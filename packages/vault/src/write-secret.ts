import { printablePath, type SecretsError, type WriteOptions } from "@mailjet-secrets/core";
import type { KvVersion } from "./kv-version.ts";
import type { VaultCallOptions, VaultClient } from "./node-vault-client.ts";
import type { SecretAnswer } from "./request-secret.ts";
import { isWrongEngine, type SecretRequest, secretFailure } from "./secret-failure.ts";
import { apiPath, encodePath, type SecretPlace, shownApiPath } from "./secret-path.ts";
import { part, says, type VaultAnswer } from "./vault-answer.ts";
import { commonFailure, vaultError } from "./vault-failure.ts";

type Values = Readonly<Record<string, string>>;

const OTHER_VERSION = /^check-and-set parameter did not match the current version/;
const CAS_REQUIRED = /^check-and-set parameter required for this call/;
const UPGRADING = /^Upgrading from non-versioned to versioned/;

/**
 * Puts a whole record in the place of the one that is there. KV v2 adds a version, bound to `ifVersion` by check-and-set;
 * a mount that demands it without `ifVersion` is told the version that it has now.
 */
export async function putSecret(
  place: SecretPlace,
  values: Values,
  { ifVersion }: Pick<WriteOptions, "ifVersion">,
  client: VaultClient,
  engine: KvVersion,
  call: VaultCallOptions,
): Promise<SecretAnswer> {
  const version = await engine.find(call.token, call.signal);
  const { namespace, token } = call;
  const common = { place, namespace, writes: true, withoutToken: token === undefined };
  if (typeof version !== "number") {
    // A guess could store a record in a place where nobody looks for it.
    if (version.status !== 403) throw versionNeeded(place);
    return { answer: version, request: { ...common, version: 2, guessed: true } };
  }
  const path = encodePath(apiPath(place, version));
  const request: SecretRequest = { ...common, version, guessed: false };
  if (version === 1) {
    if (ifVersion !== undefined) throw noVersions(place);
    const answer = await client.post(path, values, call);
    if (engine.isFixed || !isWrongEngine(answer)) return { request, answer };
    engine.learn(2); // it was upgraded in the meantime
    return putSecret(place, values, {}, client, engine, call);
  }
  const write = (cas: number | undefined): Promise<VaultAnswer> =>
    client.post(path, { data: values, ...(cas === undefined ? {} : { options: { cas } }) }, call);
  const answer = await write(ifVersion === undefined ? undefined : versionNumber(ifVersion));
  if (ifVersion !== undefined || answer.status !== 400 || !says(answer, CAS_REQUIRED)) return { request, answer };
  return { request, answer: await write(await currentVersion(path, client, call)) };
}

/** What the answer to a write says. Throws `SecretsError`. */
export function writtenVersion({ answer, request }: SecretAnswer): { readonly version?: string } {
  const path = shownApiPath(request.place, request.version);
  if (answer.status === 204 || (answer.status === 200 && request.version === 1)) return {};
  const version = part(answer, "data")?.["version"];
  if (answer.status === 200 && typeof version === "number") return { version: String(version) };
  if (answer.status === 400) throw refusedWrite(answer, path, request.namespace);
  throw secretFailure(answer, request);
}

/** A version that was deleted counts too; 0 says that there must be none. */
async function currentVersion(path: string, client: VaultClient, call: VaultCallOptions): Promise<number> {
  const version = part(await client.get(path, call), "data", "metadata")?.["version"];
  return typeof version === "number" ? version : 0;
}

function refusedWrite(answer: VaultAnswer, path: string, namespace: string): SecretsError {
  if (says(answer, OTHER_VERSION) || says(answer, CAS_REQUIRED)) {
    return vaultError("CONFLICT", `${path} was changed by somebody else: it is not at the version expected.`, {
      hint: "Read it again, and decide again.",
    });
  }
  if (says(answer, UPGRADING)) {
    return vaultError("UNAVAILABLE", `The KV engine of ${path} is being upgraded to version 2.`, {
      hint: "That takes a moment.",
    });
  }
  return commonFailure(answer, `writing ${path}`, namespace);
}

function versionNumber(version: string): number {
  if (/^\d{1,10}$/.test(version)) return Number(version);
  throw vaultError("INVALID_CONFIG", "The version to be replaced is not a number.", {
    hint: "Give the version that a read has named; 0 writes only if there is no secret yet.",
  });
}

function noVersions({ mount }: SecretPlace): SecretsError {
  return vaultError(
    "INVALID_CONFIG",
    `The KV engine at ${printablePath(mount)} is of version 1, which compares no versions.`,
    {
      hint: "Leave ifVersion out, or upgrade the engine (vault kv enable-versioning).",
    },
  );
}

function versionNeeded({ mount }: SecretPlace): SecretsError {
  return vaultError("INVALID_CONFIG", `Vault did not tell the version of the KV engine at ${printablePath(mount)}.`, {
    hint: "Set kvVersion to 1 or 2: a write is not tried in both ways.",
  });
}
