import { type AccountSecret, type SecretInput, SecretsError } from "@mailjet-secrets/core";
import type { AccountsInput, BlockSecrets, EnvBlock, MailjetSecretsConfig, ProviderWord } from "./config.ts";
import { secretSchema } from "./config-schema.ts";
import { findMistakes } from "./find-mistakes.ts";
import { formatMistake, refuseMistakes } from "./mistake.ts";

/** The secrets of the default account and of the others, in the words of one store. */
export interface AccountSecrets {
  readonly secret: AccountSecret;
  readonly accounts: (name: string) => AccountSecret | undefined;
}

/** Secrets for a provider that was given as an object: the common ones, as they are. */
export function commonSecrets(config: MailjetSecretsConfig): AccountSecrets {
  return { secret: long(config.secret) ?? {}, accounts: (name) => findAccount(config.accounts, name) };
}

/** Secrets for `env`: prefixes made of `env.prefix` and the account's name, unless the block says otherwise. */
export function envSecrets(config: MailjetSecretsConfig): AccountSecrets {
  const block: EnvBlock = config.env ?? {};
  const prefix = block.prefix ?? "";
  refuseMistakes(samePrefixes([...declaredNames(config.accounts), ...declaredNames(block.accounts)]));
  return {
    secret: { ...kindOf(config.secret), id: prefix, ...long(block.secret) },
    accounts: (name) => {
      const [common, own] = [findAccount(config.accounts, name), findAccount(block.accounts, name)];
      if (common === undefined && own === undefined) return undefined;
      const ofFunction = typeof config.accounts === "function" && own?.id === undefined;
      if (ofFunction && !/^[\w-]+$/.test(name)) throw unusableName();
      return { ...kindOf(common), id: accountPrefix(prefix, name), ...own };
    },
  };
}

/**
 * Secrets for a store: those of its block, else the common ones. Throws one `INVALID_CONFIG` that lists the accounts
 * without an id.
 */
export function storeSecrets(config: MailjetSecretsConfig, word: ProviderWord): AccountSecrets {
  const block: BlockSecrets = config[word] ?? {};
  const secret = ownOrCommon(long(block.secret), long(config.secret));
  const accounts = (name: string): AccountSecret | undefined =>
    ownOrCommon(findAccount(block.accounts, name), findAccount(config.accounts, name));
  const named = new Set([...declaredNames(config.accounts), ...declaredNames(block.accounts)]);
  const hasAccounts = named.size > 0 || typeof (block.accounts ?? config.accounts) === "function";
  // An application that uses named accounts only needs no default one.
  const incomplete = hasAccounts || secret?.id !== undefined ? [] : [missingSecret(word)];
  const withoutId = [...named]
    .filter((name) => accounts(name)?.id === undefined)
    .map((name) => formatMistake({ path: ["accounts", name], text: `needs the id of its secret in ${word}` }));
  refuseMistakes([...incomplete, ...withoutId]);
  return { secret: secret ?? {}, accounts };
}

function missingSecret(word: ProviderWord): string {
  return `secret: is missing; set ${word}.secret, secret or MAILJET_SECRETS_SECRET to the id of the secret in ${word}`;
}

/** What an account can do does not depend on the store, so its `kind` is taken over; fields and version are the store's. */
function ownOrCommon(own: AccountSecret | undefined, common: AccountSecret | undefined): AccountSecret | undefined {
  return own === undefined ? common : { ...kindOf(common), ...own };
}

function kindOf(input: SecretInput | undefined): AccountSecret {
  const kind = long(input)?.kind;
  return kind === undefined ? {} : { kind };
}

function accountPrefix(prefix: string, name: string): string {
  const word = name.toUpperCase().replace(/[^A-Z0-9]/g, "_");
  return prefix === "" ? word : `${prefix.replace(/_$/, "")}_${word}`;
}

/** `eu-west` and `eu_west` would read the same variables, and send with each other's pair. */
function samePrefixes(names: readonly string[]): string[] {
  const seen = new Map<string, string>();
  return [...new Set(names)].flatMap((name) => {
    const prefix = accountPrefix("", name);
    const other = seen.get(prefix);
    seen.set(prefix, name);
    if (other === undefined) return [];
    return [
      formatMistake({ path: ["accounts", name], text: `reads the same variables of env as ${other}; rename one` }),
    ];
  });
}

function declaredNames(accounts: AccountsInput | undefined): string[] {
  return typeof accounts === "object" ? Object.keys(accounts) : [];
}

function findAccount(accounts: AccountsInput | undefined, name: string): AccountSecret | undefined {
  if (typeof accounts === "function") return checkedSecret(accounts(name), name);
  // "constructor" must be an unknown account, not something that every object has.
  return accounts !== undefined && Object.hasOwn(accounts, name) ? long(accounts[name]) : undefined;
}

/** What a function gives was not seen when the configuration was checked. */
function checkedSecret(input: unknown, name: string): AccountSecret | undefined {
  if (input === undefined || input === null) return undefined;
  const { value, mistakes } = findMistakes(secretSchema, input);
  if (mistakes.length === 0) return long(value as SecretInput);
  const texts = mistakes.map(({ path, text }) => formatMistake({ path: ["accounts", name, ...path], text }));
  throw new SecretsError("INVALID_CONFIG", `The function for accounts gave a wrong answer: ${texts.join("; ")}.`);
}

function unusableName(): SecretsError {
  return new SecretsError("INVALID_CONFIG", "The name of an account cannot become the prefix of a variable.", {
    hint: "Use letters, digits, _ and -, or give the prefix as the account's id in env.accounts.",
  });
}

function long(input: SecretInput | undefined): AccountSecret | undefined {
  return typeof input === "string" ? { id: input } : input;
}
