import { fakeClock } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
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
const ROLE = "arn:aws:iam::222222222222:role/mail";

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

it("remembers no failure that may pass at once", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  const provider = sdkProvider(emulator, { roleArn: ROLE, clock: fakeClock() });
  emulator.fail({ kind: "reset", operation: "AssumeRole", times: 1 });
  await refusal(read(provider), "UNAVAILABLE");
  expect((await read(provider)).values).toEqual(PAIR);
});

it("tries credentials that AWS refuses once, and no second time if they are the same", async () => {
  const emulator = await startEmulator();
  emulator.removeAccessKey(emulator.accessKey.accessKeyId);
  await refusal(read(sdkProvider(emulator)), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(1);
});

it("makes one request of ten reads with a key that AWS does not know, and one more after a minute", async () => {
  const emulator = await startEmulator();
  emulator.removeAccessKey(emulator.accessKey.accessKeyId);
  const clock = fakeClock();
  const own = sdkProvider(emulator, { clock });
  const given = closing(awsProvider({ client: sdkClient(emulator), clock }));
  for (const [index, provider] of [own, given].entries()) {
    for (let count = 0; count < 10; count += 1) await refusal(read(provider), "UNAUTHENTICATED");
    expect(emulator.received).toHaveLength(index + 1);
  }
  await clock.advance(59_000);
  await refusal(read(own), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(2);
  await clock.advance(1_000);
  await refusal(read(own), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(3);
  await clock.advance(60_000); // the second pause is longer
  await refusal(read(own), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(3);
  emulator.addAccessKey(emulator.accessKey);
  await clock.advance(180_000);
  expect((await read(own)).values).toEqual(PAIR);
});

it("takes reads that were refused together for one try", async () => {
  const emulator = await startEmulator();
  emulator.removeAccessKey(emulator.accessKey.accessKeyId);
  const clock = fakeClock();
  const provider = sdkProvider(emulator, { clock });
  const hold = emulator.hold("GetSecretValue");
  const reads = Array.from({ length: 10 }, () => refusal(read(provider), "UNAUTHENTICATED"));
  await hold.arrived(10);
  hold.release();
  await Promise.all(reads);
  emulator.addAccessKey(emulator.accessKey);
  await clock.advance(60_000);
  expect((await read(provider)).values).toEqual(PAIR);
});

it("tries changed credentials at once after a refusal, and forgets the refusal when they work", async () => {
  const emulator = await startEmulator();
  let key: Key = NEXT_KEY;
  const provider = sdkProvider(emulator, { credentials: async () => key, clock: fakeClock() });
  for (let count = 0; count < 3; count += 1) await refusal(read(provider), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(1);
  key = emulator.accessKey;
  expect((await read(provider)).values).toEqual(PAIR);
  await read(provider);
  expect(emulator.received.map(({ status }) => status)).toEqual([400, 200, 200]);
});

it("goes on after a denial and a throttling with the same credentials at once", async () => {
  const emulator = await startEmulator();
  const provider = sdkProvider(emulator, { clock: fakeClock() });
  emulator.deny();
  await refusal(read(provider), "ACCESS_DENIED");
  emulator.allow();
  emulator.fail({ kind: "throttle", times: 1 });
  await refusal(read(provider), "RATE_LIMITED");
  expect((await read(provider)).values).toEqual(PAIR);
});

it("assumes no role in a loop whose credentials are refused however new they are", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  const clock = fakeClock();
  const provider = sdkProvider(emulator, { roleArn: ROLE, clock });
  emulator.fail({ kind: "error", name: "UnrecognizedClientException", operation: "GetSecretValue" });
  for (let count = 0; count < 10; count += 1) await refusal(read(provider), "UNAUTHENTICATED");
  expect(emulator.received).toHaveLength(4); // twice: the role, and the read
  emulator.clearFaults();
  await clock.advance(60_000);
  expect((await read(provider)).values).toEqual(PAIR);
});

it("sends refused credentials no second time when others cannot be looked up", async () => {
  const emulator = await startEmulator();
  const clock = fakeClock();
  let lookUps = 0;
  const credentials = async (): Promise<Key> => {
    lookUps += 1;
    if (lookUps > 1) throw new Error("The session has ended.");
    return NEXT_KEY;
  };
  const provider = sdkProvider(emulator, { credentials, clock });
  for (let count = 0; count < 3; count += 1) {
    await refusal(read(provider), "UNAUTHENTICATED");
    await clock.advance(10_000);
  }
  expect(emulator.received).toHaveLength(1);
});

it("renews credentials once for fifty reads that were refused together", async () => {
  const emulator = await startEmulator();
  let asked = 0;
  let key: Key = emulator.accessKey;
  const provider = sdkProvider(emulator, {
    credentials: async () => {
      asked += 1;
      return key;
    },
  });
  await read(provider);
  emulator.addAccessKey(NEXT_KEY);
  emulator.expireAccessKey(emulator.accessKey.accessKeyId);
  key = NEXT_KEY;
  const hold = emulator.hold("GetSecretValue");
  const reads = Array.from({ length: 50 }, () => read(provider));
  await hold.arrived(16); // as many as go at a time
  hold.release();
  for (const { values } of await Promise.all(reads)) expect(values).toEqual(PAIR);
  expect(emulator.received.filter(({ status }) => status === 400)).toHaveLength(16);
  expect(asked).toBe(2);
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

it("assumes a role, keeps its credentials, and assumes it anew when they have expired", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE, externalId: "shop" }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  const provider = sdkProvider(emulator, { roleArn: ROLE, externalId: "shop" });
  await read(provider);
  await read(provider);
  const issued = emulator.received.at(-1)?.accessKeyId ?? "";
  expect(emulator.received.map(({ operation }) => operation)).toEqual([
    "AssumeRole",
    "GetSecretValue",
    "GetSecretValue",
  ]);
  expect(issued).toMatch(/^ASIA/);
  emulator.expireAccessKey(issued);
  expect((await read(provider)).values).toEqual(PAIR);
  expect(emulator.received.slice(3).map(({ operation }) => operation)).toEqual([
    "GetSecretValue",
    "AssumeRole",
    "GetSecretValue",
  ]);
});

it("names sts:AssumeRole when the role may not be assumed, and tells base credentials that AWS refuses", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE, externalId: "shop" }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  const denied = await refusal(read(sdkProvider(emulator, { roleArn: ROLE })), "ACCESS_DENIED");
  expect(denied.message).toContain(`may not assume the role "${ROLE}"`);
  expect(denied.hint).toContain("sts:AssumeRole");
  emulator.expireAccessKey(emulator.accessKey.accessKeyId);
  const expired = await refusal(read(sdkProvider(emulator, { roleArn: ROLE, externalId: "shop" })), "UNAUTHENTICATED");
  expect(expired.message).toContain("to assume the role");
});

it("calls a service of credentials that cannot be reached UNAVAILABLE", async () => {
  const emulator = await startEmulator({ roles: [{ arn: ROLE }] });
  awsEnvironment({ AWS_ENDPOINT_URL_STS: emulator.url });
  emulator.fail({ kind: "reset", operation: "AssumeRole" });
  const error = await refusal(read(sdkProvider(emulator, { roleArn: ROLE })), "UNAVAILABLE");
  expect(error.message).toContain("gives AWS credentials");
  expect(emulator.received).toHaveLength(1); // core tries again, inside its own deadline
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
