import type { RunOptions } from "./account.ts";
import type { OpenAccount } from "./account-registry.ts";
import { hintAtBlock } from "./blocked-address.ts";
import { refuseInsecureProxy } from "./insecure-proxy.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { loadMailjetModule, type MailjetModule, majorVersion } from "./mailjet-module.ts";
import { clientConfig, DEFAULT_HOST, DEFAULT_RATE_LIMIT_RETRIES, type MailjetOptions } from "./mailjet-options.ts";
import { cleanError, cleanResult, rejectionIn } from "./mailjet-outcome.ts";
import { pause } from "./pause.ts";
import { throttledForMs } from "./rate-limit.ts";
import type { RecordedRequest } from "./recorded-request.ts";

type UnknownRecord = Record<string, unknown>;

/** Arguments of `request()`, as node-mailjet takes them. */
export interface RequestArguments {
  readonly data?: UnknownRecord | string | undefined;
  readonly params?: UnknownRecord | undefined;
  /** `false`: nothing is sent, the answer tells what would be. @default true */
  readonly performAPICall?: boolean | undefined;
}

/** Sends recorded requests of one account. */
export type SendRequest = (record: RecordedRequest, parameters: RequestArguments) => Promise<unknown>;

/** Opens the account and works with it; it stays open until the work ends. */
export type UseAccount = <T>(work: (open: OpenAccount) => Promise<T>) => Promise<T>;

/** Stands where node-mailjet insists on a key although nothing is sent. */
export const NO_CREDENTIALS = { apiKey: "not-held-here", apiSecret: "not-held-here" } as const;

/**
 * Creates the function that sends for one account: each attempt takes the pair of that moment, builds the request anew
 * and gives back node-mailjet's result or error without anything that holds the pair.
 */
export function createSendRequest(use: UseAccount): SendRequest {
  return async (record, given) => {
    const parameters = snapshotOf(given);
    const module = await loadMailjetModule();
    return use((open) => {
      const { performAPICall = true } = given;
      if (!performAPICall) return describe(record, given, module, open.options.mailjet);
      const send = (): Promise<unknown> =>
        open.account.run((credentials) => attempt(record, parameters(), credentials, module, open), OWN_REQUEST);
      return againWhenThrottled(send, open);
    });
  };
}

const OWN_REQUEST: RunOptions = {
  ownRequest: true,
  verdictIn(error) {
    const fields = rejectionIn(error as Error);
    return fields && { fields, binding: true };
  },
  isAnswer: (error) => provesPair((error as { statusCode?: unknown }).statusCode),
};

/** Sends once more after a 429, with the pair of that moment. */
async function againWhenThrottled(
  send: () => Promise<unknown>,
  { account, options: { clock, mailjet } }: OpenAccount,
): Promise<unknown> {
  for (let left = mailjet.rateLimitRetries ?? DEFAULT_RATE_LIMIT_RETRIES; ; left -= 1) {
    try {
      return await send();
    } catch (error) {
      const delayMs = left > 0 ? throttledForMs(error, clock.now()) : undefined;
      if (delayMs === undefined) throw error;
      await pause(delayMs, account.closing, clock);
    }
  }
}

/**
 * What the caller's objects hold now, for every attempt: a request that waits for a rotation must not send what its caller
 * has put into the same object since. Throws `TypeError` for a stream, which can be sent once only.
 */
function snapshotOf({ data, params }: RequestArguments): () => RequestArguments {
  if (typeof (data as { pipe?: unknown } | null | undefined)?.pipe === "function") {
    throw new TypeError("The data of a request must not be a stream: it could not be sent again.");
  }
  const text = holdsPlainData(data) ? JSON.stringify(data) : undefined;
  const paramsNow = holdsPlainData(params) ? { ...params } : params;
  return () => ({ data: text === undefined ? data : JSON.parse(text), params: paramsNow });
}

/** Lists, records and objects with `toJSON`; bytes, forms and URL-encoded pairs are node-mailjet's to read. */
function holdsPlainData(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // What nearly every request has; the classes below are loaded when they are first named.
  if (prototype === Object.prototype || prototype === Array.prototype) return true;
  const foreign = [FormData, URLSearchParams, ArrayBuffer, Blob].some((kind) => value instanceof kind);
  return !foreign && !ArrayBuffer.isView(value);
}

/** A load balancer's 502 and a 429 come before anybody has looked at the login. */
function provesPair(status: unknown): boolean {
  return typeof status === "number" && status < 500 && status !== 429;
}

async function attempt(
  record: RecordedRequest,
  parameters: RequestArguments,
  credentials: MailjetCredentials,
  module: MailjetModule,
  { options: { mailjet: options }, clientWith, refusals }: OpenAccount,
): Promise<unknown> {
  if (majorVersion(module) < 7 && options.allowInsecureProxy !== true) {
    const host = record.config?.host ?? options.host ?? credentials.host ?? DEFAULT_HOST;
    refuseInsecureProxy(host, options.proxy, process.env);
  }
  try {
    const request = record.build(clientWith(credentials, module), module);
    return cleanResult(await request.request(parameters.data, parameters.params), credentials);
  } catch (error) {
    const clean = cleanError(error, credentials);
    if (refusals.mayBeBlocked()) hintAtBlock(clean);
    throw clean;
  }
}

function describe(
  record: RecordedRequest,
  { data, params }: RequestArguments,
  module: MailjetModule,
  options: MailjetOptions,
): Promise<unknown> {
  const client = new module.Client({ ...NO_CREDENTIALS, config: clientConfig(options) });
  return record.build(client, module).request(data, params, false);
}
