import { SecretsError } from "@mailjet-secrets/core";
import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { type AwsProviderOptions, awsProvider } from "../src/index.ts";

function refusalOf(options: unknown): SecretsError {
  try {
    awsProvider(options as AwsProviderOptions);
  } catch (error) {
    if (SecretsError.is(error, "INVALID_CONFIG")) return error;
    throw error;
  }
  throw new TypeError("The options were taken.");
}

it.each([
  {},
  { via: "sdk", region: "eu-west-1", profile: "shop", endpoint: "http://127.0.0.1:1", allowInsecureHttp: false },
  { roleArn: "arn:aws:iam::111111111111:role/mail", externalId: "shop", connectTimeoutMs: 1, timeoutMs: 2_147_483_647 },
  { credentials: { accessKeyId: "AKIAEMULATED00000001", secretAccessKey: "x" }, clock: fakeClock() },
  { credentials: async () => ({ accessKeyId: "AKIAEMULATED00000001", secretAccessKey: "x" }), region: undefined },
  { client: { send: async () => ({}) }, clock: fakeClock(), region: undefined },
  { via: "agent", port: 65_535, token: "x", tokenFile: "/var/run/awssmatoken", timeoutMs: 0.5 + 1 },
  { via: "extension", connectTimeoutMs: 100 },
])("takes %o", (options) => {
  expect(awsProvider(options as AwsProviderOptions).name).toBe("aws");
});

it("names an option that does not exist, the nearest one, and all that there are", () => {
  const { message, provider } = refusalOf({ regoin: "eu-west-1" });
  expect(message).toContain("Not an option of the aws provider: regoin (did you mean region?).");
  for (const name of ["via", "client", "credentials", "tokenFile", "timeoutMs", "clock"]) {
    expect(message).toContain(name);
  }
  expect(provider).toBe("aws");
});

it.each([null, "eu-west-1", [{ region: "eu-west-1" }]])("refuses %o in the place of the options", (options) => {
  expect(refusalOf(options).message).toContain("are not an object");
});

const NOT_TEXT = ["", " ", 1, null, {}];
const NO_DURATION = [Number.NaN, -1, 0, Number.POSITIVE_INFINITY, 2 ** 31, "3000", null];

const WRONG: readonly (readonly [name: string, values: readonly unknown[]])[] = [
  ...["region", "profile", "endpoint", "roleArn", "externalId", "token", "tokenFile"].map(
    (name) => [name, NOT_TEXT] as const,
  ),
  ...["connectTimeoutMs", "timeoutMs"].map((name) => [name, NO_DURATION] as const),
  ["port", [0, -1, 65_536, 2.5, Number.NaN, "2773"]],
  ["allowInsecureHttp", ["yes", 1, null]],
  ["credentials", [null, "AKIA", {}, { accessKeyId: "AKIAEMULATED00000001" }]],
  ["client", [null, {}, "client", { send: 1 }]],
  ["clock", [null, 1]],
  ["via", ["agnet", "toString", null, 1]],
];

it.each(WRONG)("names the option %s when it cannot be right, whichever of %o it is", (name, values) => {
  for (const value of values) expect(refusalOf({ [name]: value }).message).toContain(`The option ${name} is not`);
});

it("shows no value of a wrong option", () => {
  expect(refusalOf({ via: "canary-0123456789" }).message).not.toContain("canary");
});

it.each([
  [{ via: "agent", region: "eu-west-1" }, 'The option region does not go with via: "agent".'],
  [{ via: "extension", roleArn: "x" }, 'The option roleArn does not go with via: "extension".'],
  [{ via: "agent", client: { send: async () => ({}) } }, 'The option client does not go with via: "agent".'],
  [{ client: { send: async () => ({}) }, timeoutMs: 100 }, "The option timeoutMs does not go with client."],
  [{ token: "x" }, 'The option token does not go with via: "sdk".'],
])("refuses %o, and names what goes together", (options, message) => {
  const error = refusalOf(options);
  expect(error.message).toContain(message);
  expect(error.hint).toContain("With it there are via, clock,");
});
