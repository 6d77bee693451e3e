import { pause, providerLifetime, SecretsError, systemClock } from "@mailjet-secrets/core";
import { createTransport, type TransportRequest } from "@mailjet-secrets/http";
import { type AdminAnswer, readAnswer } from "./admin-answer.ts";
import { adminError, PROVIDER } from "./admin-error.ts";
import { answerFailure, type CallDescription, uselessAnswer, WRITTEN } from "./answer-failure.ts";
import type { AdminCallOptions, KeyPair, MailjetAdminOptions } from "./mailjet-admin.ts";
import { readHost } from "./read-host.ts";
import { type Redactor, redactorOf } from "./redactor.ts";

/** One call of Mailjet's API. */
export interface AdminRequest {
  readonly method: "GET" | "POST" | "PUT";
  /** With its query, percent-encoded. */
  readonly path: string;
  readonly body?: object;
  /** What is asked for, for errors: "the list of API keys". */
  readonly doing: string;
  /** Which answers beside 2xx are no failure. @default none */
  readonly accepts?: (answer: AdminAnswer) => boolean;
}

/** Mailjet with one pair. */
export interface Session {
  /** Sends a request, and once more after a 429. Rejects with `SecretsError` or the signal's reason. */
  call(request: AdminRequest, options?: AdminCallOptions): Promise<AdminAnswer>;
  /** The error for an answer of status 2xx without what it should hold: `reason` goes on after "but". */
  useless(request: AdminRequest, reason: string): SecretsError;
  readonly redactor: Redactor;
  /** Time by Mailjet's clock at its last answer, epoch milliseconds. Absence: unknown. */
  serverTime(): number | undefined;
  close(): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 10_000;
// A list has up to 1,000 rows of a kilobyte or so.
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
const CUT: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "EPROTO"]);
const BLOCKED = "It may have blocked this address, as it does for about an hour after too many refused logins.";
const NEVER = new AbortController().signal;

/** Creates a {@link Session}. Does no I/O. Throws `INVALID_CONFIG` for a host that is none, and `TypeError` for misuse. */
export function createSession(options: MailjetAdminOptions): Session {
  const { credentials, clock = systemClock, timeoutMs = DEFAULT_TIMEOUT_MS, caCertificates, proxy } = options;
  const host = readHost(options.host);
  const redactor = redactorOf(credentials);
  const transport = createTransport({
    provider: PROVIDER,
    baseUrl: `https://${host}`,
    timeoutMs,
    clock,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    ...(caCertificates === undefined ? {} : { caCertificates }),
    ...(proxy === undefined ? {} : { proxy }),
  });
  const lifetime = providerLifetime(PROVIDER);
  const describe = ({ doing, method, path }: AdminRequest): CallDescription => ({
    doing,
    host,
    writes: method !== "GET" && path.startsWith("/v3/REST/"),
  });
  let serverTime: number | undefined;
  const send = async (request: AdminRequest, signal: AbortSignal): Promise<AdminAnswer> => {
    const message = outgoing(request, credentials, signal);
    const answer = readAnswer(await transport.request(message).catch((error) => explain(error, describe(request))));
    serverTime = answer.serverTime ?? serverTime;
    return answer;
  };
  const sendTwice = async (request: AdminRequest, signal: AbortSignal): Promise<AdminAnswer> => {
    const answer = await send(request, signal);
    const waitMs = answer.retryAfterMs ?? DEFAULT_WAIT_MS;
    // Before a 429 nothing was done, whatever the method; any other failure may come after.
    if (answer.status !== 429 || waitMs > LONGEST_WAIT_MS) return answer;
    await pause(waitMs, signal, clock);
    return send(request, signal);
  };
  return {
    call: ({ accepts = () => false, ...request }, { signal = NEVER } = {}) =>
      lifetime.run(signal, async (own) => {
        const answer = await sendTwice(request, own);
        const isGood = (answer.status >= 200 && answer.status < 300) || accepts(answer);
        if (!isGood) throw answerFailure(answer, describe(request), redactor);
        return answer;
      }),
    useless: (request, reason) => uselessAnswer(describe(request), reason),
    redactor,
    serverTime: () => serverTime,
    close: () => lifetime.close(() => transport.close()),
  };
}

function outgoing({ method, path, body }: AdminRequest, credentials: KeyPair, signal: AbortSignal): TransportRequest {
  const login = Buffer.from(`${credentials.apiKey()}:${credentials.apiSecret()}`).toString("base64");
  const headers = { accept: "application/json", authorization: `Basic ${login}` };
  if (body === undefined) return { method, path, headers, signal };
  return {
    method,
    path,
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify(body),
    signal,
  };
}

/** Adds to a failure of the way to Mailjet what is known of Mailjet, and of a request that may have arrived. */
function explain(error: unknown, { host, doing, writes }: CallDescription): never {
  if (!SecretsError.is(error)) throw error;
  const isCut = CUT.has(error.cause?.code ?? "");
  const isLate = error.code === "TIMEOUT" && writes;
  if (!isCut && !isLate) throw error;
  const what = isCut ? "cut the connection at" : "gave no answer in time to";
  const hint = [...(isCut ? [BLOCKED] : [error.hint]), ...(writes ? [WRITTEN] : [])].join(" ");
  const { code, cause, retryable } = error;
  throw adminError(code, `Mailjet (${host}) ${what} ${doing}.`, { hint, cause, retryable });
}
