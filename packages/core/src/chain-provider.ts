import { type CredentialFields, secretReference } from "./account-secret.ts";
import { asSecretsError, timeoutError } from "./bounded-read.ts";
import { type Clock, systemClock } from "./clock.ts";
import { withDeadline } from "./deadline.ts";
import type { SecretReference, SecretSnapshot, SecretsProvider } from "./provider.ts";
import { providerLifetime } from "./provider-lifetime.ts";
import { SecretsError, type SecretsErrorCode } from "./secrets-error.ts";

/** A secret in one provider of a chain. */
export interface ChainSecret {
  readonly id: string;
  /** Which field holds which part, where that differs from what the account says. Absence: as the account says. */
  readonly fields?: CredentialFields;
  /** The store's own word for a version. Absence: the current one. */
  readonly requestedVersion?: string;
}

/** One provider of a chain, and the secret in it. */
export interface ChainLink {
  readonly provider: SecretsProvider;
  /** A function finds it for each account, from what the account names. Absence: what the account names. */
  readonly secret?: string | ChainSecret | ((asked: SecretReference) => string | ChainSecret);
  /** Milliseconds after which the next one is asked. The last has all the time that is left. @default 3_000 */
  readonly timeoutMs?: number;
}

/** Options of {@link chainProvider}. */
export interface ChainOptions {
  /** For tests. @default the machine's clock */
  readonly clock?: Clock;
}

/** Failures that say nothing about the secret: somebody else may know it. */
const TEMPORARY: ReadonlySet<SecretsErrorCode> = new Set(["UNAVAILABLE", "TIMEOUT", "RATE_LIMITED"]);
const LINK_TIMEOUT_MS = 3_000;

/**
 * Creates a provider that asks several in turn: the next one only where the one before is down, too slow or throttled. What
 * any but the first answers is `degraded`: kept shortly, and never in place of a good pair of the first. Closes all of them
 * when it is closed. Cannot write. Throws `TypeError` for links that cannot be right.
 */
export function chainProvider(
  links: readonly ChainLink[],
  { clock = systemClock }: ChainOptions = {},
): SecretsProvider {
  checkLinks(links);
  const lifetime = providerLifetime("chain");
  return {
    name: "chain",
    read: (asked, { signal }) => lifetime.run(signal, (either) => readChain(links, asked, either, clock)),
    close: () => lifetime.close(() => closeAll(links)),
  };
}

async function readChain(
  links: readonly ChainLink[],
  asked: SecretReference,
  signal: AbortSignal,
  clock: Clock,
): Promise<SecretSnapshot> {
  const failures: SecretsError[] = [];
  for (const [index, link] of links.entries()) {
    const timeoutMs = index === links.length - 1 ? undefined : (link.timeoutMs ?? LINK_TIMEOUT_MS);
    try {
      const snapshot = await readLink(link, asked, { signal, timeoutMs, clock });
      return index === 0 ? snapshot : { ...snapshot, degraded: true };
    } catch (error) {
      signal.throwIfAborted();
      const failure = asSecretsError(error, link.provider.name);
      failures.push(failure);
      if (!TEMPORARY.has(failure.code)) break;
    }
  }
  throw combined(failures);
}

interface LinkRead {
  readonly signal: AbortSignal;
  readonly timeoutMs: number | undefined;
  readonly clock: Clock;
}

async function readLink(
  { provider, secret }: ChainLink,
  asked: SecretReference,
  { signal, timeoutMs, clock }: LinkRead,
): Promise<SecretSnapshot> {
  const found = typeof secret === "function" ? secret(asked) : secret;
  const own = typeof found === "string" ? { id: found } : found;
  const reference = own === undefined ? asked : referenceTo(own, asked);
  const read = (either: AbortSignal): Promise<SecretSnapshot> => provider.read(reference, { signal: either });
  const snapshot = await (timeoutMs === undefined
    ? read(signal)
    : withDeadline(read, { timeoutMs, signal, clock, timeoutError: () => timeoutError(provider.name, timeoutMs) }));
  const named = own?.fields === undefined ? snapshot : renamed(snapshot, own.fields);
  return { ...named, provider: snapshot.provider ?? provider.name };
}

function referenceTo(own: ChainSecret, asked: SecretReference): SecretReference {
  const kind = own.fields?.apiToken === undefined ? "mail" : "sms";
  const reference = secretReference({ ...own, kind });
  if (asked.fields === undefined) return reference;
  if (own.fields === undefined) return { ...reference, fields: asked.fields };
  throw new SecretsError("INVALID_CONFIG", "Fields are named both in the account's secret and in the chain.", {
    provider: "chain",
    hint: "Name them in the chain only, for each provider.",
  });
}

/** Under the names by which core finds the parts without being told. */
function renamed(snapshot: SecretSnapshot, fields: CredentialFields): SecretSnapshot {
  const rename = (record: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(fields).flatMap(([role, name]) => {
        const text = record[name];
        return text === undefined ? [] : [[role, text]];
      }),
    );
  const { origins } = snapshot;
  return { ...snapshot, values: rename(snapshot.values), ...(origins && { origins: rename(origins) }) };
}

/** One error of all: the first provider is the one that should work, and whether to try again depends on it. */
function combined(failures: readonly SecretsError[]): SecretsError {
  const [first] = failures;
  if (first === undefined || failures.length === 1) throw first;
  const each = failures.map((failure) => `${failure.provider ?? "?"}: ${failure.code}. ${failure.message}`);
  return new SecretsError(first.code, `No provider of the chain gave the secret. ${each.join(" | ")}`, {
    provider: "chain",
    retryable: first.retryable,
    ...(first.retryAfterMs === undefined ? {} : { retryAfterMs: first.retryAfterMs }),
  });
}

/** All of them, even if one fails; its failure is reported when the others are closed. */
async function closeAll(links: readonly ChainLink[]): Promise<void> {
  const outcomes = await Promise.allSettled(links.map(async ({ provider }) => provider.close?.()));
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
}

function checkLinks(links: readonly ChainLink[]): void {
  if (!Array.isArray(links) || links.length === 0) throw new TypeError("chainProvider needs a list of providers.");
  for (const { provider, timeoutMs = 1 } of links) {
    if (typeof provider?.read !== "function" || typeof provider.name !== "string") {
      throw new TypeError("Each link of chainProvider needs a provider, such as { provider: envProvider() }.");
    }
    if (!(timeoutMs > 0) || typeof timeoutMs !== "number") {
      throw new TypeError("timeoutMs of a link of chainProvider must be a number of milliseconds greater than 0.");
    }
  }
}
