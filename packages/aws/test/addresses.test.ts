import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { awsEnvironment } from "./support/aws-environment.ts";
import { bareSdkProvider, read } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { PAIR, startEmulator } from "./support/start-emulator.ts";

const ELSEWHERE = "http://secretsmanager.example.com";
const ROLE = "arn:aws:iam::222222222222:role/mail";
const KEYS =
  "aws_access_key_id = AKIAEMULATED00000001\naws_secret_access_key = emulated/secret+access+key/0123456789abc";

it.each([
  ["the option", {}, "", { endpoint: ELSEWHERE }],
  ["AWS_ENDPOINT_URL", { AWS_ENDPOINT_URL: ELSEWHERE }, "", {}],
  ["the service's own variable", { AWS_ENDPOINT_URL_SECRETS_MANAGER: ELSEWHERE }, "", {}],
  ["the profile", {}, `[default]\nendpoint_url = ${ELSEWHERE}\n`, {}],
  ["a profile by name", { AWS_PROFILE: "shop" }, `[profile shop]\nendpoint_url = ${ELSEWHERE}\n`, {}],
  [
    "the profile's services",
    {},
    `[default]\nservices = mine\n[services mine]\nsecrets_manager =\n  endpoint_url = ${ELSEWHERE}\n`,
    {},
  ],
] as const)("refuses plain HTTP to another machine by %s", async (_, variables, config, options) => {
  awsEnvironment(variables).writeConfig(config);
  const credentials = { accessKeyId: "AKIAEMULATED00000001", secretAccessKey: "x" };
  const error = await refusal(
    read(bareSdkProvider({ region: "eu-west-1", credentials, ...options })),
    "INVALID_CONFIG",
  );
  expect(error.message).toContain("over plain HTTP");
  expect(error.hint).toContain("endpoint_url");
});

it.each([
  ["the option", {}, "", { roleArn: ROLE }],
  [
    "a profile",
    {},
    `[default]\nrole_arn = ${ROLE}\nsource_profile = keys\n[profile keys]\n${KEYS}\n`,
    { credentials: undefined },
  ],
  ["web identity", { AWS_ROLE_ARN: ROLE }, "", { credentials: undefined }],
] as const)(
  "assumes no role over plain HTTP to another machine that is asked for by %s",
  async (_, variables, config, options) => {
    const { url: endpoint, region, accessKey: credentials } = await startEmulator();
    const environment = awsEnvironment({ AWS_ENDPOINT_URL_STS: ELSEWHERE, ...variables });
    environment.writeConfig(config);
    const token = join(environment.folder, "token");
    writeFileSync(token, "web-identity-token");
    if ("AWS_ROLE_ARN" in variables) vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", token);
    const chosen = "credentials" in options ? {} : { credentials, ...options };
    const error = await refusal(read(bareSdkProvider({ endpoint, region, ...chosen })), "INVALID_CONFIG");
    expect(error.message).toContain("over plain HTTP");
  },
);

it.each([{}, { roleArn: ROLE }])("sends no SSO token over plain HTTP to another machine, with %o", async (options) => {
  const { url: endpoint, region } = await startEmulator();
  const environment = awsEnvironment({ AWS_ENDPOINT_URL_SSO: ELSEWHERE });
  const start = "https://127.0.0.1/start";
  const sso = `sso_start_url = ${start}\nsso_region = eu-west-1\nsso_account_id = 111111111111\nsso_role_name = mail`;
  environment.writeConfig(`[default]\n${sso}\n`);
  vi.stubEnv("HOME", environment.folder);
  const cache = join(environment.folder, ".aws", "sso", "cache");
  mkdirSync(cache, { recursive: true });
  const name = createHash("sha1").update(start).digest("hex");
  const token = { accessToken: "sso-token", expiresAt: "2099-01-01T00:00:00Z", startUrl: start, region: "eu-west-1" };
  writeFileSync(join(cache, `${name}.json`), JSON.stringify(token));
  const error = await refusal(read(bareSdkProvider({ endpoint, region, ...options })), "INVALID_CONFIG");
  expect(error.message).toContain("over plain HTTP");
});

it("speaks plain HTTP to another machine where that is allowed, and to this one anyhow", async () => {
  const { port, region, accessKey: credentials, received } = await startEmulator();
  // Leads here, and is not the name of this machine.
  const endpoint = `http://0.0.0.0:${port}`;
  await refusal(read(bareSdkProvider({ endpoint, region, credentials })), "INVALID_CONFIG");
  expect(received).toEqual([]);
  const allowed = bareSdkProvider({ endpoint, region, credentials, allowInsecureHttp: true });
  expect((await read(allowed)).values).toEqual(PAIR);
  const here = bareSdkProvider({ endpoint: `http://localhost:${port}`, region, credentials });
  expect((await read(here)).values).toEqual(PAIR);
});

it("minds no address that is not used", async () => {
  const { url: endpoint, region, accessKey: credentials } = await startEmulator();
  awsEnvironment({ AWS_ENDPOINT_URL: ELSEWHERE });
  expect((await read(bareSdkProvider({ endpoint, region, credentials }))).values).toEqual(PAIR);
});

it.each([
  ["the option", {}, { endpoint: "not an address" }],
  ["the option, of another protocol", {}, { endpoint: "ftp://127.0.0.1" }],
  ["the option, without a scheme", {}, { endpoint: "localhost:4566" }],
  ["the environment", { AWS_ENDPOINT_URL: "not an address" }, {}],
] as const)("tells an endpoint that is no address by %s", async (_, variables, options) => {
  awsEnvironment(variables);
  const credentials = { accessKeyId: "AKIAEMULATED00000001", secretAccessKey: "x" };
  const error = await refusal(
    read(bareSdkProvider({ region: "eu-west-1", credentials, ...options })),
    "INVALID_CONFIG",
  );
  expect(error.message).toContain("An endpoint of AWS is not an address");
});
