import { onTestFinished } from "vitest";
import { type ConjurEmulator, type ConjurEmulatorOptions, startConjurEmulator } from "../../src/conjur-emulator.ts";
import { type RawAnswer, type RawRequest, rawRequest } from "./raw-request.ts";

export const LOGIN = "host/mailjet/app";
export const KEY = "1abcdefghjkmnpqrstvwxyz0123456789abcdefghjkmnpqrstvw";
export const LOGIN_PATH = `/authn/dev/${encodeURIComponent(LOGIN)}/authenticate`;

/** Starts an emulator that knows {@link LOGIN} and ends with the test. */
export async function startConjur(options: ConjurEmulatorOptions = {}): Promise<ConjurEmulator> {
  const emulator = await startConjurEmulator({ roles: [{ login: LOGIN, apiKey: KEY }], ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

/** Calls the emulator without a token. */
export function call(emulator: ConjurEmulator, path: string, request: RawRequest = {}): Promise<RawAnswer> {
  return rawRequest(emulator.url + path, { ca: emulator.certificate, ...request });
}

export const logIn = (emulator: ConjurEmulator, path = LOGIN_PATH, body = KEY): Promise<RawAnswer> =>
  call(emulator, path, { method: "POST", body });

/** The header for an access token, as Conjur wants it. */
export const tokenHeader = (json: string): { readonly authorization: string } => ({
  authorization: `Token token="${Buffer.from(json).toString("base64")}"`,
});

/** Calls the emulator with a new token of {@link LOGIN}. */
export function withToken(
  emulator: ConjurEmulator,
  path: string,
  { headers, ...request }: Omit<RawRequest, "headers"> & { readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<RawAnswer> {
  const authorization = tokenHeader(emulator.issueAccessToken(LOGIN));
  return call(emulator, path, { ...request, headers: { ...authorization, ...headers } });
}
