import { memoryProvider } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { type NewCredentials, type SecretInput, SecretsError, storeCredentials } from "../src/index.ts";

const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const PAIR = { apiKey: "0123456789abcdef0123456789abcdef", apiSecret: "fedcba9876543210fedcba9876543210" };
const TOKEN = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
const HOST = "api.us.mailjet.com";
const NEW = { ...PAIR, host: HOST };
const MAPPED = { id: "mail", fields: { apiKey: "pub", apiSecret: "priv", host: "region" } };

type Values = Readonly<Record<string, string>>;

/** What the secret `mail` holds after `values` were stored there, and the host that was told. */
async function stored(before: Values | undefined, values: NewCredentials = NEW, secret: SecretInput = "mail") {
  const provider = memoryProvider(before === undefined ? {} : { mail: before });
  const { host, outcome } = await storeCredentials(provider, secret, values);
  const after = await provider.read({ id: "mail" }, { signal: new AbortController().signal });
  return { values: after.values, host, outcome };
}

describe("an API host is stored", () => {
  it.each<readonly [string, Values | undefined, Values]>([
    [
      "in a new secret",
      undefined,
      { MJ_APIKEY_PUBLIC: PAIR.apiKey, MJ_APIKEY_PRIVATE: PAIR.apiSecret, MJ_API_HOST: HOST },
    ],
    ["in place of the one there", { ...OLD, api_host: "api.mailjet.com" }, { ...PAIR, api_host: HOST }],
    ["in the name that is there and empty", { ...OLD, host: "" }, { ...PAIR, host: HOST }],
    ["beside a record without one", { ...OLD, note: "x" }, { ...PAIR, note: "x", MJ_API_HOST: HOST }],
    [
      "beside a text that is one field of several",
      { value: `${OLD.apiKey}:${OLD.apiSecret}`, note: "x" },
      { value: `${PAIR.apiKey}:${PAIR.apiSecret}`, note: "x", MJ_API_HOST: HOST },
    ],
    [
      "in the record inside one field",
      { value: JSON.stringify({ ...OLD, port: 587 }) },
      { value: JSON.stringify({ ...PAIR, port: 587, MJ_API_HOST: HOST }) },
    ],
  ])("%s", async (_, before, after) => {
    expect(await stored(before)).toMatchObject({ values: after, host: HOST });
  });

  it("in the field that the mapping names", async () => {
    const before = { pub: OLD.apiKey, priv: OLD.apiSecret, region: "api.mailjet.com", host: "db.example.org" };
    expect(await stored(before, NEW, MAPPED)).toMatchObject({
      values: { pub: PAIR.apiKey, priv: PAIR.apiSecret, region: HOST, host: "db.example.org" },
      host: HOST,
    });
  });

  it("beside a token", async () => {
    const { values } = await stored({ token: "0f1e2d3c4b5a69788796a5b4c3d2e1f0" }, { apiToken: TOKEN, host: HOST });
    expect(values).toEqual({ token: TOKEN, MJ_API_HOST: HOST });
  });

  it("also if the pair is there already", async () => {
    const { values, outcome } = await stored(PAIR);
    expect({ values, outcome }).toEqual({ values: { ...PAIR, MJ_API_HOST: HOST }, outcome: "replaced" });
    expect((await stored({ ...PAIR, host: HOST })).outcome).toBe("unchanged");
  });
});

describe("an API host is left out", () => {
  it.each<readonly [string, Values, Values, SecretInput]>([
    [
      "of a secret that is one text",
      { value: `${OLD.apiKey}:${OLD.apiSecret}` },
      { value: `${PAIR.apiKey}:${PAIR.apiSecret}` },
      "mail",
    ],
    [
      "where a mapping does not name it",
      { pub: OLD.apiKey, priv: OLD.apiSecret },
      { pub: PAIR.apiKey, priv: PAIR.apiSecret },
      { id: "mail", fields: { apiKey: "pub", apiSecret: "priv" } },
    ],
    [
      "where the mail server has its name",
      { ...OLD, host: "in-v3.mailjet.com" },
      { ...PAIR, host: "in-v3.mailjet.com" },
      "mail",
    ],
  ])("%s, and the result says so", async (_, before, after, secret) => {
    expect(await stored(before, NEW, secret)).toEqual({ values: after, host: undefined, outcome: "replaced" });
  });

  it("if none is given: the one there stays, and is told", async () => {
    const { values, host } = await stored({ ...OLD, host: HOST }, PAIR);
    expect({ values, host }).toEqual({ values: { ...PAIR, host: HOST }, host: HOST });
  });
});

it.each<readonly [string, Values, NewCredentials, RegExp]>([
  [
    "a host that is not Mailjet's",
    OLD,
    { ...PAIR, host: "evil.example" },
    /API host that is not Mailjet's \(as given\)/,
  ],
  [
    "different hosts in the secret",
    { ...OLD, host: "api.mailjet.com", api_host: HOST },
    NEW,
    /different values for the API host/,
  ],
])("%s: nothing is written", async (_, before, values, reason) => {
  const provider = memoryProvider({ mail: before });
  const failure: unknown = await storeCredentials(provider, "mail", values).catch((error: unknown) => error);
  if (!SecretsError.is(failure, "INVALID_SECRET")) throw failure;
  expect(failure.message).toMatch(reason);
  const after = await provider.read({ id: "mail" }, { signal: new AbortController().signal });
  expect(after.values).toEqual(before);
});
