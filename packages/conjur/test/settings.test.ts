import { expect, it, onTestFinished, vi } from "vitest";
import { appliance } from "../src/base-url.ts";
import { type ConjurProviderOptions, conjurProvider } from "../src/index.ts";
import {
  API_KEY,
  connect,
  failureOf,
  LOGIN,
  PRIVATE,
  PUBLIC,
  read,
  startConjur,
  temporaryFile,
} from "./support/conjur.ts";

const PAIR = { values: { "api-key": PUBLIC, "secret-key": PRIVATE } };
const KEY_LOGIN = { CONJUR_AUTHN_LOGIN: LOGIN, CONJUR_AUTHN_API_KEY: API_KEY };

const provide = (environment: Record<string, string>, options: ConjurProviderOptions = {}) => {
  const provider = conjurProvider({ environment, ...options });
  onTestFinished(() => provider.close?.());
  return provider;
};

it("takes everything from the environment", async () => {
  const emulator = await startConjur();
  const environment = { CONJUR_APPLIANCE_URL: `${emulator.url}/ `, CONJUR_ACCOUNT: "dev", ...KEY_LOGIN };
  await expect(read(provide(environment))).resolves.toEqual(PAIR);
});

it("looks at the variables of the process at the first read, not before", async () => {
  const emulator = await startConjur();
  const provider = conjurProvider();
  onTestFinished(() => provider.close?.());
  const variables = { CONJUR_APPLIANCE_URL: emulator.url, CONJUR_ACCOUNT: "dev", ...KEY_LOGIN };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(read(provider)).resolves.toEqual(PAIR);
});

it("sends nothing when it is created, and closes without having been used", async () => {
  const emulator = await startConjur();
  const provider = connect(emulator);
  await provider.close?.();
  expect(emulator.received).toEqual([]);
});

it("looks again after settings that did not work", async () => {
  const emulator = await startConjur();
  const environment: Record<string, string> = { CONJUR_APPLIANCE_URL: emulator.url, ...KEY_LOGIN };
  const provider = provide(environment);
  expect(await failureOf(read(provider))).toMatchObject({ code: "INVALID_CONFIG" });
  environment["CONJUR_ACCOUNT"] = "dev";
  await expect(read(provider)).resolves.toEqual(PAIR);
});

it("puts options before variables", async () => {
  const emulator = await startConjur();
  const environment = {
    CONJUR_APPLIANCE_URL: "https://nowhere.invalid",
    CONJUR_ACCOUNT: "other",
    CONJUR_AUTHN_LOGIN: "host/other",
    CONJUR_AUTHN_API_KEY: "other",
    CONJUR_HTTP_TIMEOUT: "1",
    CONJUR_SSL_CERTIFICATE: "other",
  };
  const options = { timeoutMs: 5_000, caFile: temporaryFile(emulator.certificate) };
  await expect(read(connect(emulator, { environment, ...options }))).resolves.toEqual(PAIR);
});

it("fills up what a method leaves out from the environment", async () => {
  const emulator = await startConjur();
  const environment = {
    CONJUR_APPLIANCE_URL: emulator.url,
    CONJUR_ACCOUNT: "dev",
    CONJUR_AUTHN_API_KEY: `${API_KEY}\n`,
  };
  await expect(read(provide(environment, { auth: { method: "apiKey", login: LOGIN } }))).resolves.toEqual(PAIR);
});

it("chooses among the logins that the variables allow as CyberArk's client for Go does", async () => {
  const emulator = await startConjur({ authenticators: ["authn-jwt/prod", "authn-jwt/other"] });
  const tokenFile = temporaryFile(emulator.issueAccessToken(LOGIN));
  const jwtFile = temporaryFile(emulator.issueWebToken(LOGIN));
  const all: Record<string, string> = {
    CONJUR_APPLIANCE_URL: emulator.url,
    CONJUR_ACCOUNT: "dev",
    CONJUR_AUTHN_TOKEN_FILE: tokenFile,
    CONJUR_AUTHN_TOKEN: emulator.issueAccessToken(LOGIN),
    CONJUR_AUTHN_JWT_SERVICE_ID: "prod",
    CONJUR_SERVICE_ID: "other",
    CONJUR_AUTHN_JWT_TOKEN: emulator.issueWebToken(LOGIN),
    JWT_TOKEN_PATH: jwtFile,
    ...KEY_LOGIN,
  };
  const loginPath = async (): Promise<string> => {
    const before = emulator.received.length;
    await read(provide({ ...all }));
    return emulator.received[before]?.path ?? "";
  };
  expect(await loginPath()).toBe("/secrets");
  all["CONJUR_AUTHN_TOKEN_FILE"] = "";
  expect(await loginPath()).toBe("/secrets");
  delete all["CONJUR_AUTHN_TOKEN"];
  expect(await loginPath()).toBe("/authn-jwt/prod/dev/authenticate");
  delete all["CONJUR_AUTHN_JWT_TOKEN"];
  expect(await loginPath()).toBe("/authn-jwt/prod/dev/authenticate");
  delete all["CONJUR_AUTHN_JWT_SERVICE_ID"];
  all["CONJUR_AUTHN_JWT_HOST_ID"] = LOGIN;
  expect(await loginPath()).toBe("/authn-jwt/other/dev/host%2Fmailjet%2Fapp/authenticate");
  delete all["CONJUR_SERVICE_ID"];
  expect(await loginPath()).toBe("/authn/dev/host%2Fmailjet%2Fapp/authenticate");
});

it("logs in by IAM when the variables say so", async () => {
  const login = "host/mailjet/123456789012/mail-sender";
  const identity = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
  const emulator = await startConjur({
    roles: [{ login }],
    authenticators: ["authn-iam/prod"],
    awsIdentities: [{ ...identity, account: "123456789012", role: "mail-sender" }],
  });
  const environment = {
    CONJUR_APPLIANCE_URL: emulator.url,
    CONJUR_ACCOUNT: "dev",
    CONJUR_AUTHN_TYPE: "iam",
    CONJUR_SERVICE_ID: "prod",
    CONJUR_AUTHN_LOGIN: login,
    AWS_ACCESS_KEY_ID: identity.accessKeyId,
    AWS_SECRET_ACCESS_KEY: identity.secretAccessKey,
    AWS_REGION: "eu-west-3",
  };
  await expect(read(provide(environment))).resolves.toEqual(PAIR);
  // The one that CyberArk's client for Go reads goes before the one that it does not.
  const both = { ...environment, CONJUR_AUTHN_LOGIN: "host/other", CONJUR_AUTHN_JWT_HOST_ID: login.slice(5) };
  await expect(read(provide(both))).resolves.toEqual(PAIR);
});

const ADDRESS = { CONJUR_APPLIANCE_URL: "http://127.0.0.1:1", CONJUR_ACCOUNT: "dev" };

it.each([
  ["the address", { CONJUR_ACCOUNT: "dev" }, "CONJUR_APPLIANCE_URL"],
  ["the account", { CONJUR_APPLIANCE_URL: "http://127.0.0.1:1" }, "CONJUR_ACCOUNT"],
  ["any login", ADDRESS, ".conjurrc and .netrc are not read"],
  ["the key beside a login", { ...ADDRESS, CONJUR_AUTHN_LOGIN: LOGIN }, "CONJUR_AUTHN_API_KEY"],
  ["the login beside a key", { ...ADDRESS, CONJUR_AUTHN_API_KEY: API_KEY }, "CONJUR_AUTHN_LOGIN"],
  ["the service id of a JWT", { ...ADDRESS, CONJUR_AUTHN_TYPE: "jwt" }, "CONJUR_AUTHN_JWT_SERVICE_ID"],
  ["the service id of IAM", { ...ADDRESS, CONJUR_AUTHN_TYPE: "iam" }, "CONJUR_SERVICE_ID"],
  ["a way to log in that it knows", { ...ADDRESS, CONJUR_AUTHN_TYPE: "ldap", ...KEY_LOGIN }, "authn, jwt, iam"],
  ["a time-out that is one", { ...ADDRESS, ...KEY_LOGIN, CONJUR_HTTP_TIMEOUT: "10s" }, "from 1 to 600"],
  ["a time-out that ends", { ...ADDRESS, ...KEY_LOGIN, CONJUR_HTTP_TIMEOUT: "601" }, "from 1 to 600"],
  ["a certificate at the path", { ...ADDRESS, ...KEY_LOGIN, CONJUR_CERT_FILE: "/nowhere/ca.pem" }, "/nowhere/ca.pem"],
])("names the variable when it misses %s", async (_, environment, words) => {
  const error = await failureOf(read(provide(environment)));
  expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "conjur" });
  expect(error.message).toContain(words);
});

it.each([
  ["apiKey and apiKeyFile", { method: "apiKey", login: LOGIN, apiKey: "x", apiKeyFile: "y" }],
  ["jwt and jwtFile", { method: "jwt", serviceId: "x", jwt: "x", jwtFile: "y" }],
  ["token file", { method: "tokenFile" }],
  ["access token", { method: "token" }],
])("refuses options that contradict each other or are incomplete: %s", async (words, auth) => {
  const options = { applianceUrl: "http://127.0.0.1:1", account: "dev", auth } as ConjurProviderOptions;
  const error = await failureOf(read(provide({}, options)));
  expect(error).toMatchObject({ code: "INVALID_CONFIG" });
  expect(error.message).toContain(words);
});

it("goes through the proxy that it is given", async () => {
  const proxy = await startConjur();
  const options = { applianceUrl: "http://conjur.invalid", account: "dev", allowInsecureHttp: true, proxy: proxy.url };
  const auth = { method: "apiKey", login: LOGIN, apiKey: API_KEY } as const;
  const error = await failureOf(read(provide({}, { ...options, auth })));
  expect(error.message).toContain("proxy");
});

it("takes its time-out in seconds from the environment", async () => {
  const emulator = await startConjur();
  emulator.fail({ kind: "hang" });
  const error = await failureOf(read(connect(emulator, { environment: { CONJUR_HTTP_TIMEOUT: "1" } })));
  expect(error).toMatchObject({ code: "TIMEOUT" });
  expect(error.message).toContain("within 1000 ms");
});

it.each([
  ["https://conjur.example", "https://conjur.example"],
  ["https://conjur.example/", "https://conjur.example"],
  ["https://conjur.example/api", "https://conjur.example/api"],
  ["https://conjur.example/api//", "https://conjur.example/api"],
  ["https://tenant.secretsmgr.cyberark.cloud", "https://tenant.secretsmgr.cyberark.cloud/api"],
  ["https://tenant.secretsmgr.cyberark.cloud/api/", "https://tenant.secretsmgr.cyberark.cloud/api"],
  ["https://tenant-secretsmanager.cyberark.cloud", "https://tenant-secretsmanager.cyberark.cloud/api"],
  ["https://t.secretsmgr.integration-cyberark.cloud", "https://t.secretsmgr.integration-cyberark.cloud/api"],
  ["https://t.secretsmgr.cyberark-everest-pre-prod.cloud", "https://t.secretsmgr.cyberark-everest-pre-prod.cloud/api"],
  ["https://t.secretsmgr.cyberark.cloud.example", "https://t.secretsmgr.cyberark.cloud.example"],
  ["https://t.cyberark.cloud", "https://t.cyberark.cloud"],
  ["https://cyberark.cloud.example", "https://cyberark.cloud.example"],
])("D05: keeps the path of %s, and adds /api for the SaaS only", (applianceUrl, baseUrl) => {
  expect(appliance({ applianceUrl, account: "dev" }, {})).toEqual({ baseUrl, account: "dev" });
});

it("D05: reads below a base path, with or without a slash at its end", async () => {
  const emulator = await startConjur({ basePath: "/api" });
  for (const applianceUrl of [emulator.url, `${emulator.url}/`]) {
    await expect(read(connect(emulator, { applianceUrl }))).resolves.toEqual(PAIR);
  }
});

it("knows the account of the SaaS", () => {
  const applianceUrl = "https://tenant.secretsmgr.cyberark.cloud";
  expect(appliance({ applianceUrl }, {}).account).toBe("conjur");
  expect(appliance({ applianceUrl }, { CONJUR_ACCOUNT: "other" }).account).toBe("other");
});

it.each(["conjur.example", "conjur.example:443", "ftp://conjur.example", "https://"])(
  "refuses an address without a scheme, or with another one: %s",
  async (applianceUrl) => {
    const error = await failureOf(
      read(provide({}, { applianceUrl, account: "dev", auth: { method: "token", token: "x" } })),
    );
    expect(error).toMatchObject({ code: "INVALID_CONFIG" });
    expect(error.message).not.toContain("ftp");
  },
);

it.each(["a b", "a:b", "a/b", "..", "a%2fb"])("refuses an account that cannot be one: %s", (account) => {
  expect(() => appliance({ applianceUrl: "https://conjur.example", account }, {})).toThrow("cannot be one");
});

it("refuses http: to another machine unless it is allowed, and a password in the address", async () => {
  const auth = { method: "apiKey", login: LOGIN, apiKey: API_KEY } as const;
  const plain = { applianceUrl: "http://conjur.invalid", account: "dev", auth };
  const error = await failureOf(read(provide({}, plain)));
  expect(error).toMatchObject({ code: "INVALID_CONFIG" });
  expect(error.hint).toContain("allowInsecureHttp");
  expect(await failureOf(read(provide({}, { ...plain, allowInsecureHttp: true })))).toMatchObject({
    code: "UNAVAILABLE",
  });
  const withPassword = { ...plain, applianceUrl: `https://user:${API_KEY}@conjur.invalid` };
  const refused = await failureOf(read(provide({}, withPassword)));
  expect(refused).toMatchObject({ code: "INVALID_CONFIG" });
  expect(refused.message).not.toContain(API_KEY);
});
