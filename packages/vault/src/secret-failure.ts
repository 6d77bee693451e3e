import { printablePath, type SecretsError } from "@mailjet-secrets/core";
import { type SecretPlace, shownApiPath } from "./secret-path.ts";
import { isVaultError, part, says, type VaultAnswer } from "./vault-answer.ts";
import { commonFailure, vaultError } from "./vault-failure.ts";

/** What was asked for, and how. */
export interface SecretRequest {
  readonly place: SecretPlace;
  readonly version: 1 | 2;
  /** Whether the version of the engine was only guessed, because the server did not tell it. */
  readonly guessed: boolean;
  readonly namespace: string;
  readonly requestedVersion?: string | undefined;
  readonly writes: boolean;
  /** No token was sent, since an Agent is to add one. */
  readonly withoutToken: boolean;
}

const WRONG_ENGINE = /^Invalid path for a versioned K\/V secrets engine/;
const NO_ENGINE = /^no handler for route/;

/** Whether the answer says that the engine is of version 2 while it was spoken to as version 1. */
export function isWrongEngine(answer: VaultAnswer): boolean {
  return answer.status === 404 && says(answer, WRONG_ENGINE);
}

/** The error for an answer to a read or write that is no success. */
export function secretFailure(answer: VaultAnswer, request: SecretRequest): SecretsError {
  const { place, version, namespace, writes } = request;
  const path = shownApiPath(place, version);
  const common = commonFailure(answer, `${writes ? "writing" : "reading"} ${path}`, namespace);
  if (common.code === "INVALID_CONFIG" || !isVaultError(answer)) return common;
  if (answer.status === 403) return denied(path, request);
  if (answer.status === 404) return notFound(answer, path, request);
  return common;
}

function denied(path: string, request: SecretRequest): SecretsError {
  const { place, namespace, writes, guessed, withoutToken } = request;
  const where = namespace === "" ? "" : ` in the namespace ${printablePath(namespace)}`;
  const capabilities = writes ? '["create", "update"]' : '["read"]';
  const token = withoutToken
    ? "no token was sent and the Agent or Proxy added none that may"
    : "the token is no longer valid";
  return vaultError("ACCESS_DENIED", `Vault does not allow ${writes ? "writing" : "reading"} ${path}${where}.`, {
    hint: `The path is mistyped, ${token}, or the policy lacks: path "${path}" { capabilities = ${capabilities} }.${guessed ? ` ${bothTried(place, writes)}` : ""}`,
  });
}

function notFound(answer: VaultAnswer, path: string, request: SecretRequest): SecretsError {
  const { place, version, guessed } = request;
  const gone = goneVersion(answer, path);
  if (gone !== undefined) return gone;
  if (says(answer, NO_ENGINE)) {
    return vaultError("NOT_FOUND", `Nothing is mounted at ${printablePath(place.mount)}: Vault has no ${path}.`, {
      hint: "Set mount to the path of the KV engine (vault secrets list), and namespace if it is in one.",
    });
  }
  if (isWrongEngine(answer)) {
    return vaultError(
      "INVALID_CONFIG",
      `The KV engine at ${printablePath(place.mount)} is of version 2, and kvVersion is 1.`,
      {
        hint: 'Set kvVersion to 2 or "auto".',
      },
    );
  }
  const what = request.requestedVersion === undefined ? "secret" : `version ${request.requestedVersion} of a secret`;
  return vaultError("NOT_FOUND", `Vault has no ${what} at ${path}.`, { hint: searchHint(place, version, guessed) });
}

/** A version that was there is told apart from one that never was: somebody may want it back. */
function goneVersion(answer: VaultAnswer, path: string): SecretsError | undefined {
  const metadata = part(answer, "data", "metadata");
  const version = metadata?.["version"];
  if (metadata === undefined || typeof version !== "number") return undefined;
  if (metadata["destroyed"] === true) {
    return vaultError("NOT_FOUND", `Version ${version} of ${path} was destroyed.`, {
      hint: "It cannot be brought back: write a new version. An older one is read only if its number is asked for.",
    });
  }
  const deletedAt = Date.parse(String(metadata["deletion_time"]));
  const when = Number.isNaN(deletedAt) ? "" : ` on ${new Date(deletedAt).toISOString()}`;
  return vaultError("NOT_FOUND", `Version ${version} of ${path} was deleted${when}.`, {
    hint: `Bring it back (vault kv undelete -versions=${version}), or write a new version. An older one is read only if its number is asked for.`,
  });
}

function searchHint(place: SecretPlace, version: 1 | 2, guessed: boolean): string {
  if (guessed) return bothTried(place, false);
  const mount = printablePath(place.mount);
  const [first] = place.path.split("/");
  if (first === "data" && version === 2) return `The id is taken below the mount ${mount}: leave out data/.`;
  if (place.path.startsWith(`${place.mount}/`)) return `The id is taken below the mount ${mount}: leave out ${mount}/.`;
  return `Check id and mount: vault kv get -mount=${mount} ${printablePath(place.path)}`;
}

function bothTried(place: SecretPlace, writes: boolean): string {
  if (writes) return "Vault did not tell the version of the KV engine either: set kvVersion to 1 or 2.";
  const paths = `${shownApiPath(place, 2)} (as in version 2) and ${shownApiPath(place, 1)} (as in version 1)`;
  return `Vault did not tell the version of the KV engine, so ${paths} were asked for: set kvVersion to 1 or 2.`;
}
