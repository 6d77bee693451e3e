import type { Client } from "node-mailjet";
import type { MailjetEmulator } from "../../src/mailjet-emulator.ts";
import { type RawAnswer, rawRequest } from "./raw-request.ts";

export const API_KEY = "00112233445566778899aabbccddeeff";
export const API_SECRET = "ffeeddccbbaa99887766554433221100";
export const OTHER_SECRET = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/** A client of the real package that talks to the emulator. */
export async function nodeMailjet(
  emulator: MailjetEmulator,
  apiSecret: string = API_SECRET,
  apiKey: string = API_KEY,
): Promise<Client> {
  const module = await import("node-mailjet");
  return new module.default.Client({ apiKey, apiSecret, config: { host: emulator.host } });
}

/** One message of Send API v3.1 that is accepted, but for what `changes` break. */
export function mail(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const From = { Email: "sender@example.com", Name: "Sender" };
  return { From, To: [{ Email: "pilot@example.com" }], Subject: "Hello", TextPart: "Hello!", ...changes };
}

export interface RawCall {
  readonly method?: string;
  readonly path: string;
  /** Goes out as it is if it is a text, else as JSON. */
  readonly body?: unknown;
  /** @default Basic with the usual pair */
  readonly authorization?: string;
}

export const basic = (apiKey: string, apiSecret: string): string =>
  `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString("base64")}`;

/** Calls the emulator without any client library. */
export function call(
  emulator: MailjetEmulator,
  { method = "GET", path, body, authorization }: RawCall,
): Promise<RawAnswer> {
  const headers = { authorization: authorization ?? basic(API_KEY, API_SECRET) };
  const content = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  return rawRequest(emulator.url + path, { method, headers, ca: emulator.certificate, ...content });
}

/** Like {@link call}, with the JSON of the answer. */
export async function callJson(
  emulator: MailjetEmulator,
  rawCall: RawCall,
): Promise<{ status: number; body: unknown }> {
  const answer = await call(emulator, rawCall);
  return { status: answer.status, body: answer.text === "" ? undefined : (JSON.parse(answer.text) as unknown) };
}
