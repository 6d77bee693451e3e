import type { SecretReference } from "@mailjet-secrets/core";
import { invalidConfig } from "./conjur-error.ts";

/** A variable, and the name under which its value is to be given back. */
export interface WantedVariable {
  readonly field: string;
  readonly id: string;
}

/** Finds the variables `id/field` of a reference with fields, each once; an empty id adds nothing. Throws `INVALID_CONFIG`. */
export function fieldVariables(id: string, fields: readonly string[], account: string): readonly WantedVariable[] {
  const branch = id === "" ? "" : `${plainId(id, account).replace(/\/+$/, "")}/`;
  return [...new Set(fields)].map((field) => ({ field, id: plainId(branch + field, account) }));
}

/**
 * Checks the id of a variable, and takes `account:variable:` off one that is written in full. Other colons belong to the
 * id. Throws `INVALID_CONFIG` for what cannot be an id or would lead elsewhere.
 */
export function plainId(id: string, account: string): string {
  const prefix = `${account}:variable:`;
  const plain = id.startsWith(prefix) ? id.slice(prefix.length) : id;
  if (plain.trim() === "") throw invalidConfig("The id of a Conjur variable is empty.", "Set secret to its id.");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there
  if (/[\u0000-\u001f\u007f]/.test(plain) || plain.split("/").some((segment) => /^\.{1,2}$/.test(segment))) {
    throw invalidConfig(
      "The id of a Conjur variable holds a control character, or `.` or `..` between slashes.",
      "Write it as the policy does, as in mailjet/credentials.",
    );
  }
  return plain;
}

/** The version to ask for. Throws `INVALID_CONFIG` if it is no number from 1. */
export function versionNumber({ requestedVersion }: SecretReference): string | undefined {
  if (requestedVersion === undefined || /^[1-9]\d{0,9}$/.test(requestedVersion)) return requestedVersion;
  throw invalidConfig("requestedVersion is not a version of Conjur.", "Versions are numbers, counted from 1.");
}
