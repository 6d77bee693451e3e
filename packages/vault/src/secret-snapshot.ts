import { printableName, type SecretReference, type SecretSnapshot } from "@mailjet-secrets/core";
import type { SecretAnswer } from "./request-secret.ts";
import { secretFailure } from "./secret-failure.ts";
import { shownApiPath } from "./secret-path.ts";
import { part, type VaultAnswer } from "./vault-answer.ts";
import { vaultError } from "./vault-failure.ts";

/** Reads the values out of the answer. Throws `SecretsError`. */
export function snapshotOf(
  { answer, request }: SecretAnswer,
  fields: SecretReference["fields"],
  now: number,
): SecretSnapshot {
  if (answer.status !== 200) throw secretFailure(answer, request);
  const path = shownApiPath(request.place, request.version);
  const data = request.version === 2 ? part(answer, "data", "data") : part(answer, "data");
  if (data === undefined) throw noValues(answer, path);
  const metadata = request.version === 2 ? part(answer, "data", "metadata") : undefined;
  const number = metadata?.["version"];
  const nonTextFields = Object.keys(data).filter((name) => typeof data[name] !== "string");
  const expiresAt = request.version === 2 ? deletionTime(metadata) : leaseEnd(answer, data, now);
  return {
    values: selectValues(data, fields, typeof number === "number" ? `${path} (version ${number})` : path),
    ...(typeof number === "number" ? { version: String(number) } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(nonTextFields.length === 0 ? {} : { nonTextFields }),
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
    const shown = (names: readonly string[], between: string): string => names.map(printableName).join(between);
    const note = nested.length === 0 ? "" : ` ${shown(nested, ", ")}: there, and neither text, number nor boolean.`;
    throw vaultError("NOT_FOUND", `${path} has no ${shown(missing, ", no ")}.${note}`, {
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
