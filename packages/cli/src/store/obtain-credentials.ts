import {
  createMailjetClientFactory,
  type MailjetCredentials,
  SecretsError,
  type SecretsProvider,
} from "@mailjet-secrets/core";
import { openStore } from "../open-store.ts";
import { usageError } from "../own-ending.ts";
import type { StoreSelection } from "../store-selection.ts";
import type { Surroundings } from "../surroundings.ts";
import { type GivenValues, parseInput } from "./parse-input.ts";
import { promptValues } from "./prompt-values.ts";
import { readInput } from "./read-input.ts";

/**
 * The credentials to be stored: from another store, from standard input, or from a prompt if that is a terminal; checked as
 * everywhere. Rejects with `SecretsError`, a usage error if there is no way to get them, or as interrupted.
 */
export async function obtainCredentials(
  source: StoreSelection | undefined,
  kind: "mail" | "sms",
  surroundings: Surroundings,
): Promise<MailjetCredentials> {
  if (source !== undefined) return credentialsFrom(source, surroundings);
  const { stdin, stderr } = surroundings;
  if (stdin.isTTY !== true) return credentialsIn(parseInput(await readInput(stdin), kind), kind, "standard input");
  // A question that nobody sees would wait for ever.
  if (stderr.isTTY !== true) throw usageError("The question would not be seen, since stderr is no terminal.");
  return credentialsIn(await promptValues(kind, surroundings), kind, "the prompt");
}

async function credentialsFrom(source: StoreSelection, surroundings: Surroundings): Promise<MailjetCredentials> {
  const store = await openStore(source, surroundings);
  try {
    return await store.credentials();
  } finally {
    await store.close();
  }
}

/** Read by the rules for every store, so that all the usual names are known here, too. */
async function credentialsIn(given: GivenValues, kind: "mail" | "sms", name: string): Promise<MailjetCredentials> {
  const provider: SecretsProvider = { name, read: async () => given };
  const factory = createMailjetClientFactory({ provider, secret: { kind } });
  try {
    return await factory.credentials();
  } catch (error) {
    throw SecretsError.is(error, "INVALID_SECRET") ? unusable(error, name) : error;
  } finally {
    await factory.close();
  }
}

/** Hints about mappings and stores are of no use to whoever has just typed. */
function unusable({ message, hint = "" }: SecretsError, name: string): SecretsError {
  const reasons = message.slice(0, message.length - hint.length).trim();
  const text = reasons.replace(
    /^The secret \([^)]*\)/,
    name.replace(/^./, (letter) => letter.toUpperCase()),
  );
  return new SecretsError("INVALID_SECRET", text, {
    hint: "Nothing was written. What it takes: JSON with apiKey and apiSecret, two lines, or key:secret; for --sms a token.",
  });
}
