import type { SecretReference } from "@mailjet-secrets/core";
import { isSendable } from "./checked-line.ts";
import { invalidConfig } from "./conjur-error.ts";

/** A variable, and the name under which its value is to be given back. */
export interface WantedVariable {
  readonly field: string;
  readonly id: string;
}

/** Finds the variables `id/field` of a reference with fields, each once; an empty id adds nothing. Throws `INVALID_CONFIG`. */
export function fieldVariables(id: string, fields: readonly string[], account: string): readonly WantedVariable[] {
  if (!Array.isArray(fields) || !fields.every((field) => typeof field === "string")) {
    throw invalidConfig("The fields of a Conjur secret are no list of texts.", "Set fields to names of variables.");
  }
  const branch = id === "" ? "" : `${plainId(id, account).replace(/\/+$/, "")}/`;
  return [...new Set(fields)].map((field) => {
    if (field.trim() === "") throw invalidConfig("A field of a Conjur secret is empty.", "Set it to its name.");
    return { field, id: plainId(branch + field, account) };
  });
}

/**
 * Checks the id of a variable, and takes `account:variable:` off one that is written in full. Other colons belong to the
 * id. Throws `INVALID_CONFIG` for what cannot be an id or would lead elsewhere.
 */
export function plainId(id: string, account: string): string {
  if (typeof id !== "string") throw invalidConfig("The id of a Conjur variable is no text.", "Set secret to its id.");
  const prefix = `${account}:variable:`;
  const plain = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  if (plain.trim() === "") throw invalidConfig("The id of a Conjur variable is empty.", "Set secret to its id.");
  if (!isSendable(plain) || plain.split("/").some((segment) => /^\.{1,2}$/.test(segment))) {
    throw invalidConfig(
      "The id of a Conjur variable holds a control character, half of a character, or `.` or `..` between slashes.",
      "Write it as the policy does, as in mailjet/credentials.",
    );
  }
  return plain;
}

/** What may be wrong with an id that leads nowhere, as a sentence. Absence: nothing strikes the eye. */
export function idHint(id: string, account: string): string | undefined {
  if (id.startsWith("/")) return "Ids do not begin with a slash, even where a policy writes one.";
  const [start, otherAccount] = /^(?:([^:/]+):)?variable:(?=.)/.exec(id) ?? [];
  if (start === undefined) return undefined;
  return otherAccount === undefined
    ? "Leave out variable: in front of the id."
    : `The id is written in full for another account: this provider asks account ${account}, by the option account or CONJUR_ACCOUNT.`;
}

/** The version to ask for. Throws `INVALID_CONFIG` if it is no number from 1. */
export function versionNumber({ requestedVersion }: SecretReference): string | undefined {
  if (requestedVersion === undefined || /^[1-9]\d{0,9}$/.test(requestedVersion)) return requestedVersion;
  throw invalidConfig("requestedVersion is not a version of Conjur.", "Versions are numbers, counted from 1.");
}
