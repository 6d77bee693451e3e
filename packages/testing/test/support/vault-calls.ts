import type { RequestOptions } from "node:https";
import type { VaultEmulator } from "../../src/vault-emulator.ts";
import { type RawAnswer, rawRequest } from "./raw-request.ts";

export interface VaultReply extends RawAnswer {
  /** The parsed body, or nothing if it is no JSON. */
  readonly body: VaultBody | undefined;
}

export interface VaultBody {
  readonly errors?: readonly string[];
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly auth?: Readonly<Record<string, unknown>> | null;
  readonly warnings?: readonly string[] | null;
  readonly lease_duration?: number;
}

export interface VaultQuestion {
  readonly method?: string;
  /** Below `/v1/`. */
  readonly path: string;
  /** @default the root token; "": none */
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly tls?: RequestOptions;
}

/** Calls the emulator without any client library. */
export async function ask(emulator: VaultEmulator, question: VaultQuestion): Promise<VaultReply> {
  const { method = question.body === undefined ? "GET" : "POST", path, token = emulator.rootToken } = question;
  const answer = await rawRequest(`${emulator.url}/v1/${path}`, {
    method,
    headers: { ...(token === "" ? {} : { "x-vault-token": token }), ...question.headers },
    ca: emulator.certificate,
    ...question.tls,
    ...(question.body === undefined ? {} : { body: JSON.stringify(question.body) }),
  });
  return { ...answer, body: parse(answer.text) };
}

function parse(text: string): VaultBody | undefined {
  try {
    return JSON.parse(text) as VaultBody;
  } catch {
    return undefined;
  }
}
