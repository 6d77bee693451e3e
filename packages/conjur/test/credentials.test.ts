import { writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import type { ConjurAuth, ConjurProviderOptions } from "../src/index.ts";
import { API_KEY, connect, failureOf, LOGIN, read, startConjur, temporaryFile } from "./support/conjur.ts";

const HALF = "\ud800";
const IAM = { method: "awsIam", serviceId: "prod", login: "host/mailjet/123456789012/mail-sender" } as const;
const JWT = { method: "jwt", serviceId: "prod" } as const;
const BROKEN = [
  ["a line break", "\n"],
  ["a line break inside", "a\nb"],
  ["a blank at its end", "x "],
  ["a control character", "a\u0000b"],
  ["half of a character", HALF],
] as const;

type Make = (text: string) => ConjurProviderOptions;
const variables = (environment: Readonly<Record<string, string>>, auth?: ConjurAuth): ConjurProviderOptions => ({
  environment,
  ...(auth === undefined ? {} : { auth }),
});
const PLACES: readonly (readonly [string, Make])[] = [
  ["auth.login", (login) => ({ auth: { method: "apiKey", login: `host/${login}`, apiKey: API_KEY } })],
  ["auth.apiKey", (text) => ({ auth: { method: "apiKey", login: LOGIN, apiKey: `${API_KEY}${text}` } })],
  ["auth.apiKeyFile", (text) => ({ auth: { method: "apiKey", login: LOGIN, apiKeyFile: `/nowhere/${text}` } })],
  ["auth.serviceId", (text) => ({ auth: { ...JWT, serviceId: `x${text}`, jwt: "a.b.c" } })],
  ["auth.hostId", (text) => ({ auth: { ...JWT, hostId: `host/${text}`, jwt: "a.b.c" } })],
  ["auth.jwtFile", (text) => ({ auth: { ...JWT, jwtFile: `/nowhere/${text}` } })],
  ["auth.tokenFile", (text) => ({ auth: { method: "tokenFile", tokenFile: `/nowhere/${text}` } })],
  ["auth.login", (text) => ({ auth: { ...IAM, login: `host/${text}` } })],
  ["auth.region", (text) => ({ auth: { ...IAM, region: `eu-west-1${text}` } })],
  ["caFile", (text) => ({ caFile: `/nowhere/${text}` })],
  ["account", (text) => ({ account: `dev${text}` })],
];

it.each(PLACES)("refuses %s that is not one line, before any request and without quoting it", async (name, make) => {
  const emulator = await startConjur();
  for (const [, text] of BROKEN) {
    const error = await failureOf(read(connect(emulator, make(text))));
    expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "conjur", retryable: false });
    expect(error.message).toContain(name);
    expect(error.message).not.toContain(text);
    expect(error.message).not.toContain(API_KEY.slice(0, 12));
  }
  expect(emulator.received).toEqual([]);
});

it.each([
  ["CONJUR_AUTHN_LOGIN", variables({ CONJUR_AUTHN_LOGIN: "host/a\nb" }, { method: "apiKey", apiKey: API_KEY })],
  [
    "CONJUR_AUTHN_API_KEY",
    variables({ CONJUR_AUTHN_API_KEY: `${API_KEY}\n${API_KEY}` }, { method: "apiKey", login: LOGIN }),
  ],
  ["CONJUR_AUTHN_JWT_TOKEN", variables({ CONJUR_AUTHN_JWT_TOKEN: "a.b\nc" }, JWT)],
  ["CONJUR_AUTHN_JWT_SERVICE_ID", variables({ CONJUR_AUTHN_JWT_SERVICE_ID: "a\tb" }, { method: "jwt" })],
  ["CONJUR_SERVICE_ID", variables({ CONJUR_SERVICE_ID: "a\nb" }, { method: "awsIam", login: LOGIN })],
  ["AWS_SECRET_ACCESS_KEY", variables({ AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "a\nb" }, IAM)],
  ["AWS_REGION", variables({ AWS_REGION: "evil.example/" }, IAM)],
])("names the variable that is not one line: %s", async (name, options) => {
  const emulator = await startConjur();
  const error = await failureOf(read(connect(emulator, options)));
  expect(error).toMatchObject({ code: "INVALID_CONFIG" });
  expect(error.message).toContain(name);
  expect(error.message).not.toContain(API_KEY.slice(0, 12));
  expect(emulator.received).toEqual([]);
});

it("refuses a file with more than one line where a key or a JWT belongs", async () => {
  const emulator = await startConjur();
  const file = temporaryFile();
  await writeFile(file, `${API_KEY}\n${API_KEY}\n`);
  for (const [name, auth] of [
    ["auth.apiKeyFile", { method: "apiKey", login: LOGIN, apiKeyFile: file }],
    ["auth.jwtFile", { ...JWT, jwtFile: file }],
  ] as const) {
    const error = await failureOf(read(connect(emulator, { auth })));
    expect(error).toMatchObject({ code: "INVALID_CONFIG" });
    expect(error.message).toContain(`in the file named by ${name}`);
    expect(error.message).not.toContain(API_KEY.slice(0, 12));
  }
  expect(emulator.received).toEqual([]);
});

it.each([
  ["undefined", undefined],
  ["null", null],
  ["nothing", ""],
  ["blanks", " "],
  ["a number", 1],
  ["an object", { toString: () => "a.b.c" }],
  ["two lines", "a.b\nc"],
  ["half of a character", HALF],
])("says what is wrong when a function gives %s for a credential", async (_, given) => {
  const emulator = await startConjur();
  const jwt = (): string => given as string;
  const credentials = (): never => given as never;
  const key = () => ({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: given as string });
  const token = () => ({ ...key(), secretAccessKey: "x", sessionToken: given as string });
  const auths: readonly ConjurAuth[] = [
    { ...JWT, jwt },
    { ...IAM, credentials },
    { ...IAM, credentials: key },
    ...(given === undefined || given === null ? [] : [{ ...IAM, credentials: token }]),
  ];
  for (const auth of auths) {
    const error = await failureOf(read(connect(emulator, { auth })));
    expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "conjur", retryable: false });
    expect(error.message).toMatch(/^(What|The \w+ that) the function auth\.(jwt|credentials) gave is no text/);
  }
  expect(emulator.received).toEqual([]);
});

it.each([
  ["a text", API_KEY],
  ["nothing", undefined],
  ["an object", { key: API_KEY }],
])("names the function that throws %s, and shows nothing of it", async (_, thrown) => {
  const emulator = await startConjur();
  const fail = (): never => {
    throw thrown;
  };
  for (const auth of [
    { ...JWT, jwt: fail },
    { ...IAM, credentials: fail },
  ]) {
    const error = await failureOf(read(connect(emulator, { auth })));
    expect(error).toMatchObject({ code: "UNAUTHENTICATED", provider: "conjur" });
    expect(error.message).toMatch(/^The function auth\.(jwt|credentials) failed\./);
    expect(JSON.stringify(error) + error.message).not.toContain(API_KEY.slice(0, 12));
  }
});

it("does not show a key that stands in the place of a login, a path or a service id", async () => {
  const emulator = await startConjur();
  const jwt = emulator.issueWebToken(LOGIN);
  const auths: readonly ConjurAuth[] = [
    { method: "apiKey", login: API_KEY, apiKey: LOGIN },
    { method: "apiKey", login: LOGIN, apiKeyFile: API_KEY },
    { ...JWT, jwtFile: jwt },
    { ...JWT, hostId: jwt, jwt: LOGIN },
    { ...JWT, serviceId: API_KEY, jwt },
    { method: "tokenFile", tokenFile: emulator.issueAccessToken(LOGIN) },
  ];
  for (const auth of auths) {
    const error = await failureOf(read(connect(emulator, { auth })));
    expect(error.message).toContain("(looks like a key, not shown)");
    for (const secret of [API_KEY, jwt]) expect(error.message).not.toContain(secret.slice(0, 20));
  }
});
