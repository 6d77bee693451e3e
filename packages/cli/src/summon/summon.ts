import { createInterface } from "node:readline";
import { SecretsError } from "@mailjet-secrets/core";
import { CREDENTIAL_FIELDS, DEFAULT_ACCOUNT, parseCredentialId } from "../exec/credential-id.ts";
import { credentialValue } from "../exec/credential-value.ts";
import { readAccounts } from "../exec/read-accounts.ts";
import { EXIT } from "../exit-codes.ts";
import type { StoreSelection } from "../store-selection.ts";
import type { Surroundings } from "../surroundings.ts";

type FindValue = (id: string) => Promise<string>;

/**
 * Answers as a provider of Summon: writes the value of `id`; without one, a line of base64 for each line of the input, as
 * it comes. Rejects with `SecretsError`, having written nothing for that id.
 */
export async function summon(
  id: string | undefined,
  selection: Omit<StoreSelection, "account">,
  surroundings: Surroundings,
): Promise<number> {
  const find = reader(selection, surroundings);
  const { stdin, stdout } = surroundings;
  if (id !== undefined) {
    stdout.write(`${await find(id)}${stdout.isTTY === true ? "\n" : ""}`);
    return EXIT.ok;
  }
  // Summon leaves the input open until it has all answers, so none may wait for its end.
  for await (const line of createInterface({ input: stdin, terminal: false })) {
    const value = await find(line);
    stdout.write(`${Buffer.from(value, "utf8").toString("base64")}\n`);
  }
  return EXIT.ok;
}

/** Reads each account once: both halves of a pair have to come from the same version of the secret. */
function reader(selection: Omit<StoreSelection, "account">, surroundings: Surroundings): FindValue {
  const reads = new Map<string, ReturnType<typeof readAccounts>>();
  return async (text) => {
    const id = parseCredentialId(text.trim());
    if (id === undefined) throw unknownId();
    const { account = DEFAULT_ACCOUNT, field } = id;
    const read = reads.get(account) ?? readAccounts([account], selection, surroundings);
    reads.set(account, read);
    for (const credentials of (await read).accounts.values()) return credentialValue(credentials, field, account);
    throw unknownId();
  };
}

function unknownId(): SecretsError {
  return new SecretsError("NOT_FOUND", "There is no such id.", {
    hint: `Use a field (${CREDENTIAL_FIELDS.join(", ")}), or account/field: marketing/apiKey.`,
  });
}
