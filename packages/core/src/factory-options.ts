import type { AccountSecret } from "./account-secret.ts";
import { type Clock, MAX_TIMER_MS, systemClock } from "./clock.ts";
import type { MailjetOptions } from "./mailjet-options.ts";
import { printableName } from "./printable-name.ts";
import type { SecretsProvider } from "./provider.ts";

/** A secret: its id in the store, or the id with fields, version and kind. */
export type SecretInput = string | AccountSecret;

/** Options of {@link createMailjetClientFactory}. Durations are in milliseconds. */
export interface MailjetClientFactoryOptions {
  /** Where the secrets are. The factory closes it when it is closed itself. */
  readonly provider: SecretsProvider;
  /** The secret of the default account. Absence: id "", for stores that have one place only (`env` without prefix). */
  readonly secret?: SecretInput;
  /** More accounts by name; a function serves many tenants and gives nothing for a name it does not know. */
  readonly accounts?: Readonly<Record<string, SecretInput>> | ((name: string) => SecretInput | undefined);
  /** Age after which a call starts a refresh in the background, ±10 %. 0: at every call. @default 300_000 */
  readonly refreshAfterMs?: number;
  /** Age after which a call waits for the store. Bounds how long a revoked right or a lost store goes unnoticed; `Infinity`: no bound, 0: no caching. @default 3_600_000 */
  readonly expireAfterMs?: number;
  /** Bound on one read of the store, its retries included. @default 10_000 */
  readonly timeoutMs?: number;
  /** How long requests wait for another pair once Mailjet rejects the one in the store; 0: one look into the store, no wait. @default 30_000 */
  readonly rotationGraceMs?: number;
  /** Most accounts kept at a time, beside the default one; the least recently used idle one goes first. @default 1_000 */
  readonly maxAccounts?: number;
  readonly mailjet?: MailjetOptions;
  /** For tests. @default the machine's clock */
  readonly clock?: Clock;
}

/** The options with every default filled in. */
export type ResolvedOptions = Required<Omit<MailjetClientFactoryOptions, "secret" | "accounts">> & {
  readonly secret: AccountSecret;
  readonly findSecret: (name: string) => AccountSecret | undefined;
  /** Names of the declared accounts; none if a function decides. */
  readonly accountNames: readonly string[];
};

const SECRET_OPTIONS = ["id", "fields", "requestedVersion", "kind"];

/** Fills in the defaults. Throws one `TypeError` that lists all mistakes. */
export function resolveOptions(options: MailjetClientFactoryOptions): ResolvedOptions {
  const resolved = {
    provider: options.provider,
    secret: toSecret(options.secret ?? {}),
    findSecret: secretFinder(options.accounts ?? {}),
    accountNames: typeof options.accounts === "function" ? [] : Object.keys(options.accounts ?? {}),
    refreshAfterMs: options.refreshAfterMs ?? 300_000,
    expireAfterMs: options.expireAfterMs ?? 3_600_000,
    timeoutMs: options.timeoutMs ?? 10_000,
    rotationGraceMs: options.rotationGraceMs ?? 30_000,
    maxAccounts: options.maxAccounts ?? 1_000,
    mailjet: options.mailjet ?? {},
    clock: options.clock ?? systemClock,
  };
  const mistakes = [...providerMistakes(options.provider), ...numberMistakes(resolved)];
  if (mistakes.length > 0) throw new TypeError(`createMailjetClientFactory: ${mistakes.join("; ")}.`);
  return resolved;
}

/** Code without types can give anything; a promise has no fields, and would pass for the default secret. */
function toSecret(input: SecretInput): AccountSecret {
  if (typeof input === "string") return { id: input };
  const isObject = typeof input === "object" && input !== null && !Array.isArray(input);
  const unknown = isObject ? Object.keys(input).filter((name) => !SECRET_OPTIONS.includes(name)) : [];
  if (isObject && !("then" in input) && unknown.length === 0) return input;
  const what =
    isObject && "then" in input ? "a promise: the function for accounts must not be async" : "something else";
  const found = unknown.length === 0 ? what : unknown.map(printableName).join(", ");
  throw new TypeError(`A secret is its id, or an object with ${SECRET_OPTIONS.join(", ")}; found ${found}.`);
}

function secretFinder(
  accounts: NonNullable<MailjetClientFactoryOptions["accounts"]>,
): (name: string) => AccountSecret | undefined {
  const find = typeof accounts === "function" ? accounts : (name: string) => ownValue(accounts, name);
  return (name) => {
    const input = find(name);
    return input === undefined ? undefined : toSecret(input);
  };
}

/** "constructor" must be an unknown account, not something that every object has. */
function ownValue<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function providerMistakes(provider: SecretsProvider | undefined): string[] {
  return typeof provider?.read === "function" && typeof provider.name === "string"
    ? []
    : ["provider must be an object with a name and a read method, such as envProvider()"];
}

function numberMistakes(options: Omit<ResolvedOptions, "provider">): string[] {
  const durations = (["refreshAfterMs", "expireAfterMs", "rotationGraceMs"] as const)
    .filter((name) => !(options[name] >= 0) || typeof options[name] !== "number")
    .map((name) => `${name} must be a number of milliseconds, 0 or more`);
  const { timeoutMs = 1 } = options.mailjet;
  const bound = Number.isFinite(timeoutMs) && timeoutMs >= 1 && timeoutMs <= MAX_TIMER_MS;
  const positive = (["timeoutMs", "maxAccounts"] as const)
    .filter((name) => !(options[name] > 0) || !Number.isFinite(options[name]))
    .map((name) => `${name} must be a number greater than 0`);
  return [...durations, ...positive, ...(bound ? [] : [`mailjet.timeoutMs must be 1 to ${MAX_TIMER_MS} milliseconds`])];
}
