import { printableName } from "@mailjet-secrets/core";
import {
  checkOptions,
  DURATION,
  FUNCTION,
  HOSTS,
  NAME,
  OBJECT,
  type OptionKind,
  type OptionKinds,
  SWITCH,
  TEXT,
  VARIABLES,
} from "./check-options.ts";
import type { VaultAuth } from "./vault-auth.ts";
import { vaultError } from "./vault-failure.ts";
import type { VaultProviderOptions, VaultTlsOptions } from "./vault-options.ts";

type KindsOf<Options> = Readonly<Record<keyof Options, OptionKind>>;

const PROVIDER: KindsOf<VaultProviderOptions> = {
  address: TEXT,
  namespace: TEXT,
  mount: TEXT,
  kvVersion: { words: '1, 2 or "auto"', fits: (value) => value === 1 || value === 2 || value === "auto" },
  auth: OBJECT,
  tls: OBJECT,
  allowInsecureHttp: SWITCH,
  proxy: { words: "a text, or false", fits: (value) => typeof value === "string" || value === false },
  redirectHosts: HOSTS,
  timeoutMs: DURATION,
  environment: VARIABLES,
  clock: OBJECT,
};

const TLS: KindsOf<VaultTlsOptions> = {
  ca: TEXT,
  caFile: TEXT,
  caDirectory: TEXT,
  clientCertificate: TEXT,
  clientCertificateFile: TEXT,
  clientKey: TEXT,
  clientKeyFile: TEXT,
  serverName: NAME,
  verifyCertificate: SWITCH,
};

const places = (name: string): OptionKinds => ({ [name]: TEXT, [`${name}File`]: TEXT, [`${name}Variable`]: TEXT });
const LOGIN: OptionKinds = { method: TEXT, mount: TEXT, namespace: TEXT };

const AUTH: Readonly<Record<VaultAuth["method"], OptionKinds>> = {
  token: { method: TEXT, namespace: TEXT, ...places("token"), useHomeTokenFile: SWITCH },
  appRole: { ...LOGIN, ...places("roleId"), ...places("secretId"), ...places("wrappedSecretId") },
  kubernetes: { ...LOGIN, role: NAME, jwtFile: TEXT },
  jwt: { ...LOGIN, role: NAME, ...places("jwt"), getJwt: FUNCTION },
  userpass: { ...LOGIN, username: NAME, ...places("password") },
  cert: { ...LOGIN, name: NAME },
  awsIam: { ...LOGIN, role: NAME, region: NAME, serverId: NAME, credentials: FUNCTION, signRequest: FUNCTION },
  none: { method: TEXT },
};

/** Credentials of which one takes the place of the other. */
const ALTERNATIVES: readonly (readonly [string, string])[] = [
  ["secretId", "wrappedSecretId"],
  ["jwt", "getJwt"],
  ["credentials", "signRequest"],
];

/** Checks names and kinds of all options, those of `tls` and `auth` too. Throws `INVALID_CONFIG`. */
export function checkProviderOptions(options: VaultProviderOptions): void {
  checkOptions(options, PROVIDER);
  if (options.tls !== undefined) checkOptions(options.tls, TLS, "tls.");
  if (options.auth === undefined) return;
  const { method } = options.auth as { readonly method?: unknown };
  if (typeof method !== "string" || !Object.hasOwn(AUTH, method)) throw unknownMethod(method);
  checkOptions(options.auth, AUTH[method as VaultAuth["method"]], "auth.");
  for (const [one, other] of ALTERNATIVES) checkAlternative(options.auth, one, other);
}

/** Which of two counts is nothing to be guessed. */
function checkAlternative(auth: VaultAuth, one: string, other: string): void {
  const given = Object.entries(auth).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const [first, second] = [one, other].map((name) => given.find((place) => Object.hasOwn(places(name), place)));
  if (first === undefined || second === undefined) return;
  throw vaultError("INVALID_CONFIG", `auth.${first} and auth.${second} are given, and one is needed.`, {
    hint: "Leave out one of them.",
  });
}

function unknownMethod(method: unknown): Error {
  const given = typeof method === "string" ? `"${printableName(method)}"` : "not given as a text";
  return vaultError("INVALID_CONFIG", `auth.method is ${given}.`, {
    hint: `It must be one of ${Object.keys(AUTH).join(", ")}.`,
  });
}
