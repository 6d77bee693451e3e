import { request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import type { VaultEmulator } from "../../src/vault-emulator.ts";

export interface VaultReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
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
export function ask(emulator: VaultEmulator, question: VaultQuestion): Promise<VaultReply> {
  const { method = question.body === undefined ? "GET" : "POST", path, token = emulator.rootToken } = question;
  const headers = { ...(token === "" ? {} : { "x-vault-token": token }), ...question.headers };
  const send = emulator.url.startsWith("https:") ? requestHttps : requestHttp;
  const options = { method, headers, agent: false as const, ca: emulator.certificate, ...question.tls };
  return new Promise((resolve, reject) => {
    const outgoing = send(`${emulator.url}/v1/${path}`, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, body: parse(text) });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(question.body === undefined ? undefined : JSON.stringify(question.body));
  });
}

function parse(text: string): VaultBody | undefined {
  try {
    return JSON.parse(text) as VaultBody;
  } catch {
    return undefined;
  }
}
