import { refusedLogIns, systemClock } from "@mailjet-secrets/core";
import { createTransport, type Transport } from "@mailjet-secrets/http";
import { appliance } from "./base-url.ts";
import { tokenSource } from "./choose-auth.ts";
import { invalidConfig } from "./conjur-error.ts";
import type { ConjurProviderOptions } from "./conjur-options.ts";
import { type Environment, variable } from "./environment.ts";
import { createSession, type Session } from "./session.ts";
import { readTextFile } from "./text-file.ts";
import { explainTrust } from "./trust-error.ts";
import { USER_AGENT } from "./user-agent.ts";

/** A way to one account of one Conjur. */
export interface Connection extends Session {
  readonly account: string;
  close(): Promise<void>;
}

const LONGEST_TIMEOUT_SECONDS = 600;

/** Reads settings, environment and certificates. Sends nothing. Throws `INVALID_CONFIG`. */
export async function openConnection(options: ConjurProviderOptions, signal: AbortSignal): Promise<Connection> {
  const environment = options.environment ?? process.env;
  const clock = options.clock ?? systemClock;
  const { baseUrl, account } = appliance(options, environment);
  const certificate = await caCertificate(options, environment, signal);
  const timeoutMs = options.timeoutMs ?? environmentTimeoutMs(environment);
  const { allowInsecureHttp, proxy } = options;
  const plain = createTransport({
    provider: "conjur",
    baseUrl,
    clock,
    headers: { "user-agent": USER_AGENT },
    ...(allowInsecureHttp === undefined ? {} : { allowInsecureHttp }),
    ...(proxy === undefined ? {} : { proxy }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(certificate === undefined ? {} : { caCertificates: [certificate] }),
  });
  const transport: Transport = { ...plain, request: (request) => plain.request(request).catch(explainTrust) };
  const context = { transport, environment, clock, baseUrl, account, refusedLogIns: refusedLogIns(clock) };
  const source = tokenSource(options.auth, context);
  return { ...createSession(source, transport, clock), account, close: plain.close };
}

/** Text goes before file, as in CyberArk's clients. */
async function caCertificate(
  options: ConjurProviderOptions,
  environment: Environment,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (options.caCertificate !== undefined) return options.caCertificate;
  if (options.caFile !== undefined) return readTextFile(options.caFile, "caFile", signal);
  const path = variable(environment, "CONJUR_CERT_FILE");
  const text = variable(environment, "CONJUR_SSL_CERTIFICATE");
  if (text !== undefined || path === undefined) return text;
  return readTextFile(path, "CONJUR_CERT_FILE", signal);
}

function environmentTimeoutMs(environment: Environment): number | undefined {
  const text = variable(environment, "CONJUR_HTTP_TIMEOUT");
  if (text === undefined) return undefined;
  const seconds = /^\d+$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS) return seconds * 1000;
  throw invalidConfig(
    "CONJUR_HTTP_TIMEOUT is no number of seconds.",
    `It is a whole number from 1 to ${LONGEST_TIMEOUT_SECONDS}.`,
  );
}
