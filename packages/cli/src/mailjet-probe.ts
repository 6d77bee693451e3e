import {
  createMailjetClientFactory,
  type MailjetClientFactory,
  type MailjetOptions,
  SecretsError,
  type SecretsProvider,
  untilAborted,
} from "@mailjet-secrets/core";
import { EXIT, exitCodeOf } from "./exit-codes.ts";

/** What Mailjet makes of a pair or token. */
export type ProbeOutcome = "accepted" | "rejected" | "suspended" | "possibly-blocked" | "unreachable";

/** What came of one call. */
export interface ProbeResult {
  readonly outcome: ProbeOutcome;
  /** The API host that was asked. */
  readonly host: string;
  /** What happened, in one sentence. */
  readonly text: string;
  /** What to do. Absence: nothing. */
  readonly hint?: string;
  /** What a command ends with if it depends on this. */
  readonly exitCode: number;
}

/** What is to be tried: the values themselves, of `MailjetCredentials` or found elsewhere. */
export type ProbedCredentials = { readonly host?: string | undefined } & (
  | { readonly apiKey: string; readonly apiSecret: string }
  | { readonly apiToken: string }
);

export interface ProbeOptions {
  /** How requests go to Mailjet, as configured. Its `host` wins over that of the credentials. */
  readonly mailjet?: MailjetOptions;
  /** API host, over all others. Absence: that of `mailjet`, then `MAILJET_SECRETS_HOST`, then that of the credentials. */
  readonly host?: string;
  /** Bound on the call, in milliseconds. @default that of `mailjet`, or 10_000 */
  readonly timeoutMs?: number;
  /** Where `MAILJET_SECRETS_HOST` is looked for. Absence: nowhere. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

const DEFAULT_HOST = "api.mailjet.com";
const DEFAULT_TIMEOUT_MS = 10_000;
const CUT = new Set(["ECONNRESET", "EPIPE", "EPROTO"]);

/**
 * Asks Mailjet with one call, never a second one, whether it takes a pair or token: the number of senders, or a list of one
 * SMS. Every key may ask for its own senders, sub-accounts too; the answer holds a number and nothing of anybody; and
 * nothing changes. Of `/apikey` it is not known whether sub-accounts may ask, and its answer can hold a secret key.
 * Rejects with `INVALID_SECRET` for values that cannot be a pair, `INVALID_CONFIG` (an insecure proxy),
 * `MISSING_DEPENDENCY`, or the signal's reason.
 */
export async function probeMailjet(credentials: ProbedCredentials, options: ProbeOptions = {}): Promise<ProbeResult> {
  const variable = options.environment?.["MAILJET_SECRETS_HOST"]?.trim() || undefined;
  const configured = options.host ?? options.mailjet?.host ?? variable;
  const host = configured ?? credentials.host ?? DEFAULT_HOST;
  const timeoutMs = options.timeoutMs ?? options.mailjet?.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const factory = createMailjetClientFactory({
    provider: holderOf(credentials),
    secret: { kind: "apiToken" in credentials ? "sms" : "mail" },
    // No second call, whatever the answer.
    rotationGraceMs: 0,
    mailjet: { ...options.mailjet, host, timeoutMs, rateLimitRetries: 0 },
  });
  try {
    const { body } = await untilAborted(ask(factory, credentials), options.signal);
    return isMailjets(body) ? accepted(host) : foreign(host);
  } catch (error) {
    options.signal?.throwIfAborted();
    return outcomeOf(error, host, timeoutMs);
  } finally {
    await factory.close();
  }
}

function holderOf(credentials: ProbedCredentials): SecretsProvider {
  const values =
    "apiToken" in credentials
      ? { api_token: credentials.apiToken }
      : { api_key: credentials.apiKey, api_secret: credentials.apiSecret };
  return { name: "given", read: async () => ({ values }) };
}

async function ask(factory: MailjetClientFactory, credentials: ProbedCredentials): Promise<{ readonly body: unknown }> {
  return "apiToken" in credentials
    ? factory.get("sms", { version: "v4" }).request({}, { Limit: 1 })
    : factory.get("sender", { version: "v3" }).request({}, { countOnly: 1 });
}

/** A page of a proxy or a captive portal comes with status 200 as well. */
function isMailjets(body: unknown): boolean {
  if (typeof body !== "object" || body === null) return false;
  return ["Count", "Data", "ErrorMessage"].some((name) => Object.hasOwn(body, name));
}

function outcomeOf(error: unknown, host: string, timeoutMs: number): ProbeResult {
  if (SecretsError.is(error, "CREDENTIALS_REJECTED")) return rejected(host);
  if (SecretsError.is(error, "ACCOUNT_SUSPENDED")) return suspended(host);
  if (SecretsError.is(error)) {
    // There is no store here that could be out of reach, only this process, which was stopped or kept busy meanwhile.
    if (exitCodeOf(error) === EXIT.unreachable) {
      return unreachable(host, `could not be asked in time (${error.code})`, "Try again.");
    }
    throw error;
  }
  const { statusCode, code, response } = error as {
    readonly statusCode?: number | null;
    readonly code?: string;
    readonly response?: { readonly data?: unknown } | null;
  };
  // Whoever is refused something else has been let in: a key may be forbidden to list senders.
  const isLetIn = typeof statusCode === "number" && statusCode < 500 && statusCode !== 429;
  if (isLetIn && isMailjets(response?.data)) return accepted(host);
  if (statusCode === 429) return unreachable(host, "lets nobody in for the moment (status 429)", "Try again later.");
  if (typeof statusCode === "number" && statusCode >= 500) {
    return unreachable(host, `cannot serve at the moment (status ${statusCode})`, "Try again later.");
  }
  if (typeof statusCode === "number") return foreign(host);
  if (CUT.has(code ?? "")) return possiblyBlocked(host);
  if (code === "ECONNABORTED") {
    return unreachable(host, `did not answer within ${timeoutMs} ms`, "Check the network and the proxy.");
  }
  const reason = code === undefined ? "" : ` (${code})`;
  return unreachable(host, `cannot be reached${reason}`, "Check the host, the network, the proxy and the certificate.");
}

function accepted(host: string): ProbeResult {
  return { outcome: "accepted", host, text: `Mailjet (${host}) accepts it.`, exitCode: EXIT.ok };
}

function rejected(host: string): ProbeResult {
  return {
    outcome: "rejected",
    host,
    text: `Mailjet (${host}) rejects it.`,
    hint: "Compare it with Mailjet's page API key management: swapped halves, an old secret key, an inactive key, or an account of another region. Do not just repeat this: too many refusals block this address.",
    exitCode: EXIT.rejectedByMailjet,
  };
}

function suspended(host: string): ProbeResult {
  return {
    outcome: "suspended",
    host,
    text: `Mailjet (${host}) has suspended it.`,
    hint: "Another secret does not help: ask Mailjet's support.",
    exitCode: EXIT.suspended,
  };
}

function possiblyBlocked(host: string): ProbeResult {
  return {
    outcome: "possibly-blocked",
    host,
    text: `Mailjet (${host}) cut the connection without an answer.`,
    hint: "It may have blocked this address, as it does for about an hour after too many refused logins: see that every service here has the right pair, wait, and try from another network. Nothing is known of the pair.",
    exitCode: EXIT.possiblyBlocked,
  };
}

function foreign(host: string): ProbeResult {
  return unreachable(
    host,
    "was answered for by somebody else",
    "Check the host and the proxy: that was no answer of Mailjet's.",
  );
}

function unreachable(host: string, what: string, hint: string): ProbeResult {
  return { outcome: "unreachable", host, text: `Mailjet (${host}) ${what}.`, hint, exitCode: EXIT.mailjetUnreachable };
}
