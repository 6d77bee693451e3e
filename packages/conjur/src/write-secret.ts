import {
  parseSecretText,
  printableName,
  type SecretReference,
  SecretsError,
  type WriteOptions,
} from "@mailjet-secrets/core";
import { errorCode, isRefusal } from "./conjur-answer.ts";
import { conjurError, invalidConfig } from "./conjur-error.ts";
import type { Connection } from "./connection.ts";
import { roleStatement } from "./role-statement.ts";
import { shownIds } from "./shown-name.ts";
import { statusError } from "./status-error.ts";
import { fieldVariables, idHint, plainId } from "./variable-id.ts";

/**
 * Writes the record into the one variable `id`, or, if the reference has fields, each value into its variable below `id`,
 * one after the other: then a failure in between leaves the first ones written, and the error says so.
 */
export async function writeSecret(
  secret: SecretReference,
  values: Readonly<Record<string, string>>,
  connection: Connection,
  { signal, ifVersion }: WriteOptions,
): Promise<Record<string, never>> {
  if (ifVersion !== undefined) {
    throw invalidConfig(
      "Conjur cannot write on condition of a version: it does not tell which one it holds.",
      "Leave out ifVersion, and compare the values before and after.",
    );
  }
  const texts = textsToWrite(secret, values, connection.account);
  const written: string[] = [];
  for (const [id, text] of texts) {
    await writeVariable(id, text, connection, signal).catch((error: unknown) => {
      throw written.length > 0 && SecretsError.is(error) ? withWritten(error, written) : error;
    });
    written.push(id);
  }
  return {};
}

function textsToWrite(
  { id, fields }: SecretReference,
  values: Readonly<Record<string, string>>,
  account: string,
): readonly (readonly [id: string, text: string])[] {
  refuseUnwritable(values);
  if (fields === undefined) return [[plainId(id, account), recordText(values)]];
  const texts = fieldVariables(id, Object.keys(values), account).map(
    (wanted) => [wanted.id, values[wanted.field] ?? ""] as const,
  );
  const blank = texts.filter(([, text]) => text.trim() === "").map(([variableId]) => variableId);
  if (blank.length === 0) return texts;
  throw invalidConfig(
    `Conjur keeps no empty values, and the one for ${shownIds(blank)} is empty.`,
    "Nothing was written. Leave it out, or write the record into one variable.",
  );
}

/** Halves of characters have no encoding: another character would be stored in their place. */
function refuseUnwritable(values: Readonly<Record<string, unknown>>): void {
  const wrong = Object.keys(values).filter((name) => {
    const value = values[name];
    return typeof value !== "string" || /\p{Cs}/u.test(value);
  });
  if (wrong.length === 0) return;
  throw invalidConfig(`Not a text that can be stored: the value of ${shownIds(wrong)}.`, "Nothing was written.");
}

/** One text as it is, if it is read back as it is; anything else as JSON. */
function recordText(values: Readonly<Record<string, string>>): string {
  const { value: text, ...others } = values;
  const isAlone = text !== undefined && text.trim() !== "" && Object.keys(others).length === 0;
  return isAlone && parseSecretText(text)["value"] === text ? text : JSON.stringify(values);
}

async function writeVariable(id: string, text: string, connection: Connection, signal: AbortSignal): Promise<void> {
  const response = await connection.request({
    method: "POST",
    path: `/secrets/${encodeURIComponent(connection.account)}/variable/${encodeURIComponent(id)}`,
    headers: { "content-type": "application/octet-stream" },
    body: text,
    signal,
  });
  if (response.status === 201) return;
  if (response.status === 404 && errorCode(response) === "not_found") throw missingError(id, connection);
  if (response.status === 403 && isRefusal(response)) throw deniedError(id, connection);
  if (response.status === 405 && errorCode(response) === "405") {
    throw invalidConfig("This Conjur is a follower, which takes no writes.", "Give the address of the leader.");
  }
  throw statusError(response, `the new value of ${shownIds([id])}`);
}

function missingError(id: string, { account, login }: Connection): SecretsError {
  const name = printableName(account);
  const hint = `Create it by a policy, since writing does not; or ${login()} may not see it.`;
  return conjurError("NOT_FOUND", `There is no variable ${shownIds([id])} in account ${name} of Conjur.`, {
    hint: [hint, idHint(id, name) ?? ""].join(" ").trim(),
  });
}

function deniedError(id: string, { login }: Connection): SecretsError {
  return conjurError("ACCESS_DENIED", `${login()} may not write ${shownIds([id])} in Conjur.`, {
    hint: `Load a policy with ${roleStatement(login(), ["update"], id)}.`,
  });
}

function withWritten(error: SecretsError, written: readonly string[]): SecretsError {
  return conjurError(error.code, error.message, {
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
    cause: error.cause,
    hint: `Written already: ${shownIds(written)}. Write all of it again, so that the values belong together.`,
  });
}
