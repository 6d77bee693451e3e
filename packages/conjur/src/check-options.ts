import { checkOptionNames, MAX_TIMER_MS } from "@mailjet-secrets/core";
import { invalidConfig } from "./conjur-error.ts";
import type { ConjurAuth, ConjurProviderOptions } from "./conjur-options.ts";

type Kind = keyof typeof KINDS;

const isText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";

const KINDS = {
  text: [isText, "a text that is not empty"],
  flag: [(value: unknown) => typeof value === "boolean", "true or false"],
  object: [(value: unknown) => typeof value === "object" && value !== null, "an object"],
  function: [(value: unknown) => typeof value === "function", "a function"],
  "text or function": [
    (value: unknown) => isText(value) || typeof value === "function",
    "a text that is not empty, or a function",
  ],
  "text or false": [(value: unknown) => isText(value) || value === false, "a text that is not empty, or false"],
  milliseconds: [
    (value: unknown) => typeof value === "number" && value >= 1 && value <= MAX_TIMER_MS,
    `a number of milliseconds from 1 to ${MAX_TIMER_MS}`,
  ],
} as const;

const OPTIONS: Readonly<Record<keyof ConjurProviderOptions, Kind>> = {
  applianceUrl: "text",
  account: "text",
  auth: "object",
  caCertificate: "text",
  caFile: "text",
  allowInsecureHttp: "flag",
  proxy: "text or false",
  timeoutMs: "milliseconds",
  environment: "object",
  clock: "object",
};

const AUTH: Readonly<Record<ConjurAuth["method"], Readonly<Record<string, Kind>>>> = {
  apiKey: { login: "text", apiKey: "text", apiKeyFile: "text" },
  jwt: { serviceId: "text", hostId: "text", jwt: "text or function", jwtFile: "text" },
  tokenFile: { tokenFile: "text" },
  token: { token: "text" },
  awsIam: { serviceId: "text", login: "text", credentials: "function", region: "text" },
};

/** Throws `INVALID_CONFIG` for options that are unknown or of a wrong type. It quotes none of their values. */
export function checkOptions(options: ConjurProviderOptions): void {
  checkOptionNames("conjur", options, Object.keys(OPTIONS));
  checkKinds(options, OPTIONS, "");
  if (options.auth !== undefined) checkAuth(options.auth);
}

function checkAuth(auth: ConjurAuth): void {
  const { method } = auth;
  if (typeof method !== "string" || !Object.hasOwn(AUTH, method)) {
    throw invalidConfig("auth.method is unknown.", 'It is "apiKey", "jwt", "tokenFile", "token" or "awsIam".');
  }
  const kinds = AUTH[method];
  checkOptionNames("conjur", auth, ["method", ...Object.keys(kinds)]);
  checkKinds(auth, kinds, "auth.");
}

function checkKinds(options: object, kinds: Readonly<Record<string, Kind>>, prefix: string): void {
  for (const [name, value] of Object.entries(options)) {
    const kind = kinds[name];
    if (kind === undefined || value === undefined) continue;
    const [isRight, words] = KINDS[kind];
    if (!isRight(value)) throw invalidConfig(`${prefix}${name} must be ${words}.`, "Leave it out to have its default.");
  }
}
