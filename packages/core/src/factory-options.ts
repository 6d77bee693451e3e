import type { AccountSecret } from "./account-secret.ts";
import { APPLICATION_NAME, type ApplicationReporter, isApplicationName } from "./application-report.ts";
import { type Clock, MAX_TIMER_MS, systemClock } from "./clock.ts";
import { DEFAULT_RATE_LIMIT_RETRIES, type MailjetOptions } from "./mailjet-options.ts";
import { printableName } from "./printable-name.ts";
import type { SecretsProvider } from "./provider.ts";
import { SecretsError } from "./secrets-error.ts";

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
  /** Age after which a call starts a refresh in the background, ±10 %; not later than `expireAfterMs`. 0: at every call. @default 300_000, or `expireAfterMs` if that is less */
  readonly refreshAfterMs?: number;
  /** Age after which a call waits for the store. Bounds how long a revoked right or a lost store goes unnoticed; `Infinity`: no bound, 0: no caching. @default 3_600_000 */
  readonly expireAfterMs?: number;
  /** Bound on one read of the store, its retries included. @default 10_000 */
  readonly timeoutMs?: number;
  /** How long requests wait for another pair once Mailjet rejects the one in the store; 0: one look into the store, no wait. @default 30_000 */
  readonly rotationGraceMs?: number;
  /** Most accounts kept at a time, beside the default one; the least recently used idle one goes first. @default 1_000 */
  readonly maxAccounts?: number;
  /** Whether a pair that was used once is refreshed by a timer, too, so that a service that is seldom used never waits. @default false */
  readonly keepFresh?: boolean;
  readonly mailjet?: MailjetOptions;
  /** Name of the application, for its reports: 1 to 128 printable characters. Absence: it has none, and reports nothing. */
  readonly application?: string;
  /** Is told when the application takes a pair into use, once an hour as long as it reads the store, and at `close`. Absence: nobody is. */
  readonly report?: ApplicationReporter;
  /** For tests. @default the machine's clock */
  readonly clock?: Clock;
}

/** The options with every default filled in. */
export type ResolvedOptions = Required<
  Omit<MailjetClientFactoryOptions, "secret" | "accounts" | "application" | "report">
> & {
  readonly secret: AccountSecret;
  readonly findSecret: (name: string) => AccountSecret | undefined;
  /** Where reports go, and whose they are. Absence: there are none. */
  readonly reports: { readonly application: string; readonly report: ApplicationReporter } | undefined;
  /** Names of the declared accounts; none if a function decides. */
  readonly accountNames: readonly string[];
};

const SECRET_OPTIONS = ["id", "fields", "requestedVersion", "kind"];

/** Fills in the defaults. Throws one `INVALID_CONFIG` that lists all wrong values, and `TypeError` for no provider. */
export function resolveOptions(options: MailjetClientFactoryOptions): ResolvedOptions {
  const { expireAfterMs = 3_600_000 } = options;
  const resolved = {
    provider: options.provider,
    secret: toSecret(options.secret ?? {}),
    findSecret: secretFinder(options.accounts ?? {}),
    accountNames: typeof options.accounts === "function" ? [] : Object.keys(options.accounts ?? {}),
    refreshAfterMs: options.refreshAfterMs ?? Math.min(300_000, expireAfterMs),
    expireAfterMs,
    timeoutMs: options.timeoutMs ?? 10_000,
    rotationGraceMs: options.rotationGraceMs ?? 30_000,
    maxAccounts: options.maxAccounts ?? 1_000,
    keepFresh: options.keepFresh ?? false,
    mailjet: options.mailjet ?? {},
    reports: reportsOf(options),
    clock: options.clock ?? systemClock,
  };
  checkProvider(options.provider);
  const mistakes = [...valueMistakes(resolved), ...reportMistakes(options)];
  if (mistakes.length === 0) return resolved;
  throw new SecretsError("INVALID_CONFIG", `Options of the Mailjet client factory are wrong: ${mistakes.join("; ")}.`);
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

function checkProvider(provider: SecretsProvider | undefined): void {
  if (typeof provider?.read === "function" && typeof provider.name === "string") return;
  throw new TypeError("provider must be an object with a name and a read method, such as envProvider().");
}

function reportsOf({ application, report }: MailjetClientFactoryOptions): ResolvedOptions["reports"] {
  return application === undefined || report === undefined ? undefined : { application, report };
}

function reportMistakes({ application, report }: MailjetClientFactoryOptions): string[] {
  const isNamed = application === undefined || isApplicationName(application);
  return [
    ...(isNamed ? [] : [`application must be ${APPLICATION_NAME}`]),
    ...(report === undefined || typeof report === "function" ? [] : ["report must be a function"]),
    ...(report === undefined || application !== undefined ? [] : ["report needs application, the name to report"]),
  ];
}

function valueMistakes(options: Omit<ResolvedOptions, "provider">): string[] {
  const { refreshAfterMs, expireAfterMs, rotationGraceMs, timeoutMs, maxAccounts, keepFresh, mailjet } = options;
  const { rateLimitRetries = DEFAULT_RATE_LIMIT_RETRIES, timeoutMs: mailjetTimeoutMs = 1 } = mailjet;
  const timer = `a number of milliseconds from 1 to ${MAX_TIMER_MS}`;
  const rules: readonly (readonly [string, boolean, string])[] = [
    ["refreshAfterMs", isDuration(refreshAfterMs), "a number of milliseconds, 0 or more"],
    ["expireAfterMs", isDuration(expireAfterMs), "a number of milliseconds, 0 or more"],
    ["rotationGraceMs", rotationGraceMs === 0 || isTimer(rotationGraceMs), `0, or ${timer}`],
    ["timeoutMs", isTimer(timeoutMs), timer],
    ["mailjet.timeoutMs", isTimer(mailjetTimeoutMs), timer],
    ["maxAccounts", isWhole(maxAccounts, 1, Number.MAX_SAFE_INTEGER), "a whole number greater than 0"],
    ["mailjet.rateLimitRetries", isWhole(rateLimitRetries, 0, 5), "a whole number from 0 to 5"],
    ["keepFresh", typeof keepFresh === "boolean", "true or false"],
  ];
  const wrong = rules.filter(([, isRight]) => !isRight).map(([name, , rule]) => `${name} must be ${rule}`);
  if (wrong.length > 0 || refreshAfterMs <= expireAfterMs) return wrong;
  return ["refreshAfterMs must not be later than expireAfterMs (milliseconds): the pair would expire unrefreshed"];
}

/** Ages are compared and not waited for, so they have no upper bound. */
function isDuration(ms: unknown): boolean {
  return typeof ms === "number" && ms >= 0;
}

function isTimer(ms: unknown): boolean {
  return typeof ms === "number" && ms >= 1 && ms <= MAX_TIMER_MS;
}

function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}
