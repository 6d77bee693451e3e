import {
  nonTextFields,
  parseSecretText,
  printableName,
  type SecretReference,
  type SecretSnapshot,
  SecretsError,
} from "@mailjet-secrets/core";
import { conjurError } from "./conjur-error.ts";
import type { Connection } from "./connection.ts";
import { type Outcomes, readOneByOne, readVariables } from "./read-variables.ts";
import { roleStatement } from "./role-statement.ts";
import { shownIds } from "./shown-name.ts";
import { fieldVariables, idHint, plainId, versionNumber } from "./variable-id.ts";

/**
 * Reads one variable, whose text is a record, or the variables below `id` that the fields name. All of them or none:
 * what is missing makes one error.
 */
export async function readSecret(
  secret: SecretReference,
  connection: Connection,
  signal: AbortSignal,
): Promise<SecretSnapshot> {
  const version = versionNumber(secret);
  const { fields } = secret;
  if (fields === undefined) {
    const id = plainId(secret.id, connection.account);
    const texts = requireAll([id], await readOneByOne([id], connection, signal, version), secret, connection);
    const text = texts.get(id) ?? "";
    return { values: parseSecretText(text), ...nonTextFields(text) };
  }
  const wanted = fieldVariables(secret.id, fields, connection.account);
  const ids = wanted.map(({ id }) => id);
  // A batch knows no versions.
  const outcomes =
    version === undefined
      ? await readVariables(ids, connection, signal)
      : await readOneByOne(ids, connection, signal, version);
  const texts = requireAll(ids, outcomes, secret, connection);
  return { values: Object.fromEntries(wanted.map(({ field, id }) => [field, texts.get(id) ?? ""])) };
}

/** The values, if every one was found. Throws one error that names what was not. */
function requireAll(
  ids: readonly string[],
  outcomes: Outcomes,
  secret: SecretReference,
  connection: Connection,
): ReadonlyMap<string, string> {
  const failed = (kind: string): string[] =>
    ids.filter((id) => {
      const outcome = outcomes.get(id);
      return typeof outcome === "object" && outcome.failure === kind;
    });
  const [denied, missing, binary] = [failed("denied"), failed("missing"), failed("binary")];
  if (denied.length > 0) throw deniedError(denied, missing, connection);
  if (missing.length > 0) throw missingError(missing, secret, connection);
  if (binary.length > 0) {
    throw new SecretsError("INVALID_SECRET", `Not UTF-8 text: ${shownIds(binary)} in Conjur.`, {
      provider: "conjur",
      hint: "Store the key itself, as text.",
    });
  }
  return new Map(ids.map((id) => [id, String(outcomes.get(id))]));
}

function missingError(missing: readonly string[], secret: SecretReference, connection: Connection): SecretsError {
  const { account, login } = connection;
  const { fields, requestedVersion: version } = secret;
  const which = version === undefined ? "" : ` (version ${version})`;
  const message = `Empty or not found in account ${printableName(account)} of Conjur: ${shownIds(missing)}${which}.`;
  const hints = [
    `Create the variable by a policy and give it a value; or ${login()} may not see it, which Conjur does not tell apart.`,
    ...(fields === undefined ? [] : ["With fields, each is a variable below the id; leave them out if the id is one."]),
    ...missing.slice(0, 1).flatMap((id) => idHint(id, printableName(account)) ?? []),
  ];
  return conjurError("NOT_FOUND", message, { hint: hints.join(" ") });
}

function deniedError(denied: readonly string[], missing: readonly string[], { login }: Connection): SecretsError {
  const also = missing.length === 0 ? "" : ` Empty or not found: ${shownIds(missing)}.`;
  return conjurError("ACCESS_DENIED", `${login()} may not read ${shownIds(denied)} in Conjur.${also}`, {
    hint: `Load a policy with ${roleStatement(login(), ["read", "execute"], denied[0] ?? "")}.`,
  });
}
