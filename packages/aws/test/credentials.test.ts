import { readFile } from "node:fs/promises";
import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it, vi } from "vitest";
import { describeLoginFailure } from "../src/describe-login-failure.ts";
import { awsProvider } from "../src/index.ts";
import { awsEnvironment } from "./support/aws-environment.ts";
import { bareSdkProvider, closing, read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { sdkClient } from "./support/sdk-client.ts";
import { PAIR, startEmulator } from "./support/start-emulator.ts";

const NEXT_KEY = {
  accessKeyId: "AKIAEMULATED00000009",
  secretAccessKey: "another/emulated/secret/access/key/012345",
};

interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function credentialsFile({ accessKeyId, secretAccessKey }: Key): string {
  return `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
}

it("takes credentials from the environment, and changed ones after AWS refused those it had", async () => {
  const emulator = await startEmulator();
  const { url: endpoint, region, accessKey } = emulator;
  const variables = (key: Key) => ({ AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey });
  awsEnvironment(variables(accessKey));
  const provider = bareSdkProvider({ endpoint, region });
  expect((await read(provider)).values).toEqual(PAIR);
  emulator.addAccessKey(NEXT_KEY);
  emulator.expireAccessKey(accessKey.accessKeyId);
  awsEnvironment(variables(NEXT_KEY));
  expect((await read(provider)).values).toEqual(PAIR);
  expect(emulator.received.map(({ status }) => status)).toEqual([200, 400, 200]);
  expect(emulator.received.at(-1)?.accessKeyId).toBe(NEXT_KEY.accessKeyId);
});

it("sees a credentials file that was written anew, which the SDK by itself does not", async () => {
  const emulator = await startEmulator();
  const { url: endpoint, region, accessKey } = emulator;
  const environment = awsEnvironment();
  environment.writeCredentials(credentialsFile(accessKey));
  const provider = bareSdkProvider({ endpoint, region });
  await read(provider);
  emulator.addAccessKey(NEXT_KEY);
  emulator.removeAccessKey(accessKey.accessKeyId);
  environment.writeCredentials(credentialsFile(NEXT_KEY));
  expect((await read(provider)).values).toEqual(PAIR);
});

it("assumes a role with a credentials file that was written anew", async () => {
  const arn = "arn:aws:iam::222222222222:role/mail";
  const emulator = await startEmulator({ roles: [{ arn }] });
  const { url: endpoint, region, accessKey } = emulator;
  const environment = awsEnvironment({ AWS_ENDPOINT_URL_STS: endpoint });
  environment.writeCredentials(credentialsFile(accessKey));
  const provider = bareSdkProvider({ endpoint, region, roleArn: arn });
  await read(provider);
  emulator.expireAccessKey(emulator.received.at(-1)?.accessKeyId ?? "");
  emulator.addAccessKey(NEXT_KEY);
  emulator.removeAccessKey(accessKey.accessKeyId);
  environment.writeCredentials(credentialsFile(NEXT_KEY));
  expect((await read(provider)).values).toEqual(PAIR);
});

it("finds credentials that appear after a read that found none", async () => {
  const emulator = await startEmulator();
  const { url: endpoint, region, accessKey } = emulator;
  const environment = awsEnvironment();
  const clock = fakeClock();
  const provider = bareSdkProvider({ endpoint, region, clock });
  const error = await refusal(read(provider), "UNAUTHENTICATED");
  expect(error.message).toContain("Looked at AWS_ACCESS_KEY_ID");
  environment.writeCredentials(credentialsFile(accessKey));
  await clock.advance(5_000);
  expect((await read(provider)).values).toEqual(PAIR);
});

it("looks for credentials that are nowhere once in five seconds, for all accounts and regions", async () => {
  const emulator = await startEmulator();
  const clock = fakeClock();
  let lookUps = 0;
  const credentials = async (): Promise<Key> => {
    lookUps += 1;
    await clock.settle();
    throw new Error("Nothing there.");
  };
  const { url: endpoint } = emulator;
  const provider = bareSdkProvider({ endpoint, credentials, clock });
  const arn = (region: string) => ({ id: `arn:aws:secretsmanager:${region}:111111111111:secret:mail-a1b2c3` });
  const paris = () => refusal(read(provider, arn("eu-west-3")), "UNAUTHENTICATED");
  await Promise.all(Array.from({ length: 50 }, paris));
  await refusal(read(provider, arn("us-east-1")), "UNAUTHENTICATED");
  await clock.advance(4_999);
  await paris();
  expect(lookUps).toBe(1);
  await clock.advance(1);
  await paris();
  expect(lookUps).toBe(2);
});

it("asks an instance's address that never answers once, for reads at the same time and after it", async () => {
  const { url: endpoint, region } = await startEmulator();
  const instance = await startEmulator();
  instance.fail({ kind: "hang" });
  awsEnvironment({ AWS_EC2_METADATA_DISABLED: "false", AWS_EC2_METADATA_SERVICE_ENDPOINT: instance.url });
  const provider = bareSdkProvider({ endpoint, region, clock: fakeClock() });
  const failures = await Promise.all([read(provider), read(provider)].map((work) => refusal(work, "UNAUTHENTICATED")));
  expect(failures[0]?.message).toContain("Looked at AWS_ACCESS_KEY_ID");
  const asked = instance.received.length;
  expect(asked).toBeGreaterThan(0);
  await refusal(read(provider), "UNAUTHENTICATED");
  expect(instance.received).toHaveLength(asked);
});

it("renews the credentials of the application's own client", async () => {
  const emulator = await startEmulator();
  let key: Key = emulator.accessKey;
  const provider = closing(awsProvider({ client: sdkClient(emulator, { credentials: async () => key }) }));
  await read(provider);
  emulator.addAccessKey(NEXT_KEY);
  emulator.expireAccessKey(emulator.accessKey.accessKeyId);
  key = NEXT_KEY;
  expect((await read(provider)).values).toEqual(PAIR);
});

it("says that the credentials given by the application are of no use, without their text", async () => {
  const emulator = await startEmulator();
  const provider = sdkProvider(emulator, {
    credentials: () => Promise.reject(new Error("vault said canary-0123456789")),
  });
  const error = await refusal(read(provider), "UNAUTHENTICATED");
  expect(error.hint).toContain("the option credentials");
  expect(error.message).not.toContain("canary");
});

const TOKEN_ROLE = "arn:aws:iam::222222222222:role/mail";

it("names the variable of a web identity token that is not there, and asks nobody", async () => {
  const { url: endpoint, region, received } = await startEmulator();
  const file = "/does/not/exist/token";
  const variables = { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: TOKEN_ROLE, AWS_ENDPOINT_URL_STS: endpoint };
  awsEnvironment(variables);
  const error = await refusal(read(bareSdkProvider({ endpoint, region })), "INVALID_CONFIG");
  expect(error.message).toContain("The file that AWS_WEB_IDENTITY_TOKEN_FILE names cannot be read");
  expect(error.hint).toContain("mounted");
  expect(error.cause).toEqual({ name: "Error", code: "ENOENT" });
  expect(error.retryable).toBe(false);
  expect(received).toEqual([]);
});

it("points at the profile whose web identity token is not there", async () => {
  const { url: endpoint, region } = await startEmulator();
  const token = "web_identity_token_file = /does/not/exist/token";
  awsEnvironment().writeConfig(`[default]\n${token}\nrole_arn = ${TOKEN_ROLE}\n`);
  const error = await refusal(read(bareSdkProvider({ endpoint, region })), "INVALID_CONFIG");
  expect(error.message).toContain("The file that the AWS profile names cannot be read");
  expect(error.hint).toContain("web_identity_token_file");
});

it.each(["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"])(
  "names %s when its file may not be read, also to those who give a client",
  async (variable) => {
    const { folder } = awsEnvironment();
    vi.stubEnv(variable, folder);
    const cause = Object.assign(await readFile(folder).catch((error: unknown) => error as Error), { path: folder });
    for (const context of [{}, { given: "client" }] as const) {
      const error = describeLoginFailure(cause, context);
      expect(error.code).toBe("INVALID_CONFIG");
      expect(error.message).toContain(variable);
    }
  },
);

it("calls a credential_process that is not there no usable credentials, and names it among the places", async () => {
  const { url: endpoint, region, received } = await startEmulator();
  awsEnvironment({ AWS_PROFILE: "shop" }).writeConfig("[profile shop]\ncredential_process = /does/not/exist/keys\n");
  const error = await refusal(read(bareSdkProvider({ endpoint, region })), "UNAUTHENTICATED");
  expect(error.hint).toContain("credential_process");
  expect(error.hint).toContain('The profile is "shop"');
  expect(received).toEqual([]);
});

it("takes an SSO session that was revoked for one that has ended", () => {
  const message = "UnauthorizedException: Session token not found or invalid";
  const cause = Object.assign(new Error(message), { name: "CredentialsProviderError" });
  expect(describeLoginFailure(cause, { profile: "shop" }).hint).toContain("aws sso login --profile shop");
});

it("does not mind an empty AWS_PROFILE", async () => {
  const { url: endpoint, region } = await startEmulator();
  awsEnvironment({ AWS_PROFILE: "" });
  const error = await refusal(read(bareSdkProvider({ endpoint, region })), "UNAUTHENTICATED");
  expect(error.hint).toContain("aws configure.");
});

it("signs with the right time after the clock of the machine was found wrong", async () => {
  const emulator = await startEmulator({ clock: fakeClock(Date.now() + 600_000) });
  const provider = sdkProvider(emulator);
  expect((await read(provider)).values).toEqual(PAIR);
  await read(provider);
  expect(emulator.received.map(({ status }) => status)).toEqual([400, 200, 200]);
});

it("signs anew when a process was frozen between signing and sending", async () => {
  const emulator = await startEmulator();
  const message = "Signature expired: 20261125T000000Z is now earlier than 20261125T001000Z";
  emulator.fail({ kind: "error", name: "InvalidSignatureException", message, times: 1 });
  expect((await read(sdkProvider(emulator))).values).toEqual(PAIR);
});

it("prefers the explicit region, then AWS_REGION, then the profile's, then AWS_DEFAULT_REGION", async () => {
  const emulator = await startEmulator({ region: "eu-west-3" });
  const { url: endpoint, accessKey: credentials } = emulator;
  const profiles = "[default]\nregion = us-east-2\n[profile shop]\nregion = eu-west-3\n";
  const orders: readonly (readonly [variables: Record<string, string>, config: string, options: object])[] = [
    [{ AWS_REGION: "us-east-1" }, "", { region: "eu-west-3" }],
    [{ AWS_REGION: "eu-west-3", AWS_DEFAULT_REGION: "us-east-1" }, profiles, {}],
    [{ AWS_PROFILE: "shop", AWS_DEFAULT_REGION: "us-east-1" }, profiles, {}],
    [{ AWS_DEFAULT_REGION: "us-east-1" }, profiles, { profile: "shop" }],
    [{ AWS_DEFAULT_REGION: "eu-west-3" }, "[default]\noutput = json\n", {}],
  ];
  for (const [variables, config, options] of orders) {
    awsEnvironment(variables).writeConfig(config);
    expect((await read(bareSdkProvider({ endpoint, credentials, ...options }))).values).toEqual(PAIR);
  }
});
