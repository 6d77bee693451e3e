import { readFileSync } from "node:fs";
import { SecretsError } from "@mailjet-secrets/core";
import { expect, it } from "vitest";
import { type ConjurProviderOptions, conjurProvider } from "../src/index.ts";
import { API_KEY, connect, read, startConjur } from "./support/conjur.ts";

function refusal(options: unknown): SecretsError {
  try {
    conjurProvider(options as ConjurProviderOptions);
  } catch (error) {
    if (SecretsError.is(error, "INVALID_CONFIG")) return error;
    throw error;
  }
  throw new TypeError("A refusal was expected.");
}

it.each([
  ["a name that is none", { applianceURL: "x" }, "applianceURL (did you mean applianceUrl?)"],
  ["a name that no login has", { auth: { method: "apiKey", apikey: API_KEY } }, "apikey (did you mean apiKey?)"],
  ["a name of another login", { auth: { method: "jwt", token: API_KEY } }, "token"],
  ["options that are none", null, "not an object"],
])("refuses %s, and names it", (_, options, words) => {
  const error = refusal(options);
  expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "conjur" });
  expect(error.message).toContain(words);
  expect(error.message).not.toContain(API_KEY);
});

it.each([undefined, null, "ldap", "toString", "__proto__", 1])("refuses a method that is unknown: %s", (method) => {
  expect(refusal({ auth: { method } }).message).toContain("auth.method is unknown.");
});

it.each([
  ["applianceUrl", [1, "", " ", null], "a text that is not empty"],
  ["account", [1, "", null, ["dev"]], "a text that is not empty"],
  ["caCertificate", [Buffer.from("x"), "", []], "a text that is not empty"],
  ["caFile", [1, "\n"], "a text that is not empty"],
  ["allowInsecureHttp", ["true", 1, null], "true or false"],
  ["proxy", [true, "", 1, null], "a text that is not empty, or false"],
  ["environment", ["x", null], "an object"],
  ["clock", [1, null], "an object"],
  ["auth", ["apiKey", null, 1], "an object"],
  [
    "timeoutMs",
    [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, "10", null],
    "a number of milliseconds from 1",
  ],
] as const)("refuses %s of a wrong kind at once, and says what it must be", (name, values, words) => {
  for (const value of values) {
    const error = refusal({ [name]: value });
    expect(error).toMatchObject({ code: "INVALID_CONFIG", provider: "conjur" });
    expect(error.message).toContain(`${name} must be ${words}`);
  }
});

const BLANKS = ["", " ", "\n", null, 7, {}, Buffer.from(API_KEY)];

it.each([
  ["apiKey", "login"],
  ["apiKey", "apiKey"],
  ["apiKey", "apiKeyFile"],
  ["jwt", "serviceId"],
  ["jwt", "hostId"],
  ["jwt", "jwt"],
  ["jwt", "jwtFile"],
  ["tokenFile", "tokenFile"],
  ["token", "token"],
  ["awsIam", "serviceId"],
  ["awsIam", "login"],
  ["awsIam", "region"],
])("refuses for the login %s an auth.%s that is empty or no text, at once", (method, name) => {
  for (const value of BLANKS) {
    const { message } = refusal({ auth: { method, [name]: value } });
    expect(message).toContain(`auth.${name} must be a text that is not empty`);
    expect(message).not.toContain(API_KEY);
  }
});

it("refuses auth.credentials that are no function", () => {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: API_KEY };
  const { message } = refusal({ auth: { method: "awsIam", credentials } });
  expect(message).toContain("auth.credentials must be a function");
  expect(message).not.toContain(API_KEY);
});

it("takes undefined for an option that is left out", async () => {
  const emulator = await startConjur();
  const nothing = { caFile: undefined, proxy: undefined, timeoutMs: undefined } as unknown as ConjurProviderOptions;
  await expect(read(connect(emulator, nothing))).resolves.toBeDefined();
});

it("tells Conjur its name and the version in its manifest", async () => {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const emulator = await startConjur();
  await read(connect(emulator));
  const agents = emulator.received.map(({ headers }) => headers["user-agent"]);
  expect(agents).toEqual([`mailjet-secrets/${version}`, `mailjet-secrets/${version}`]);
});
