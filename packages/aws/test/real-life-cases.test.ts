import { inspect } from "node:util";
import { createMailjetClientFactory, type MailjetClientFactory } from "@mailjet-secrets/core";
import { type AwsEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";
import { awsEnvironment } from "./support/aws-environment.ts";
import { bareSdkProvider, read, sdkProvider } from "./support/open-provider.ts";
import { refusal } from "./support/refusal.ts";
import { NEXT_PAIR, PAIR, startEmulator } from "./support/start-emulator.ts";

const FIELDS = ["public", "private"];
const MAPPING = { apiKey: "public", apiSecret: "private" };
const MAIL = {
  Messages: [{ From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hello" }],
};

async function holding(text: string | Uint8Array): Promise<AwsEmulator> {
  return startEmulator({ secrets: { mail: text } });
}

function factoryOver(emulator: AwsEmulator, host?: string): MailjetClientFactory {
  const factory = createMailjetClientFactory({
    provider: sdkProvider(emulator),
    secret: { id: "mail", fields: MAPPING },
    ...(host === undefined ? {} : { mailjet: { host } }),
  });
  onTestFinished(() => factory.close());
  return factory;
}

it("B01 takes a secret that is no JSON as one text, and says so where fields are wanted", async () => {
  const provider = sdkProvider(await holding("plain text"));
  expect((await read(provider)).values).toEqual({ value: "plain text" });
  const error = await refusal(read(provider, { fields: FIELDS }), "INVALID_SECRET");
  expect(error.message).toContain('The secret "mail" is not a JSON object with the fields public, private.');
});

it("B02 shows nothing of a text that is no JSON, in no message and no cause", async () => {
  const provider = sdkProvider(await holding("ThisIsThePassw0rd"));
  const error = await refusal(read(provider, { fields: FIELDS }), "INVALID_SECRET");
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/ThisIs|Passw0rd/);
});

it("B06 unwraps JSON that was encoded twice", async () => {
  const provider = sdkProvider(await holding(JSON.stringify(JSON.stringify(PAIR))));
  expect((await read(provider, { fields: FIELDS })).values).toEqual(PAIR);
});

it("B07 says of a text that lost its quotes that it is not JSON, without showing it", async () => {
  const provider = sdkProvider(await holding(`{public:${PAIR["public"]},private:${PAIR["private"]}}`));
  const error = await refusal(read(provider, { fields: FIELDS }), "INVALID_SECRET");
  expect(error.message).toContain('"mail" is not a JSON object');
  expect(error.message).not.toContain("00112233");
});

it("B08 reads bytes that are UTF-8 text, and refuses others", async () => {
  const provider = sdkProvider(await holding(Buffer.from(JSON.stringify(PAIR))));
  expect((await read(provider, { fields: FIELDS })).values).toEqual(PAIR);
  const binary = sdkProvider(await holding(Uint8Array.of(0xff, 0xfe, 0)));
  expect((await refusal(read(binary), "INVALID_SECRET")).message).toContain("its bytes are not UTF-8 text");
});

it("B09 leaves values as they are, and points at a field whose name differs by blanks", async () => {
  const provider = sdkProvider(await holding('{"public ":"a","private":"\\tb "}'));
  expect((await read(provider, { fields: ["private"] })).values).toEqual({ private: "\tb " });
  const error = await refusal(read(provider, { fields: FIELDS }), "NOT_FOUND");
  expect(error.message).toContain('has no field public. It has "public "');
});

it("B10 tells a secret that is scheduled for deletion from one that does not exist", async () => {
  const emulator = await startEmulator();
  emulator.scheduleDeletion("mail");
  const error = await refusal(read(sdkProvider(emulator)), "NOT_FOUND");
  expect(error.message).toContain('The secret "mail" is scheduled for deletion.');
  expect(error.hint).toContain("aws secretsmanager restore-secret --secret-id mail --region eu-west-1");
  expect(error.retryable).toBe(false);
  expect(emulator.received).toHaveLength(1);
});

it("B12 passes a partial ARN on unchanged, and hints at the whole one", async () => {
  const emulator = await startEmulator({ secrets: { "mail-secret": PAIR } });
  const id = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:mail-secret";
  const error = await refusal(read(sdkProvider(emulator), { id }), "NOT_FOUND");
  expect(error.hint).toContain("use the whole ARN or the plain name");
  emulator.deny();
  const denied = await refusal(read(sdkProvider(emulator), { id }), "ACCESS_DENIED");
  expect(denied.hint).toContain("use the whole ARN or the plain name");
  expect(emulator.received.map(({ parameters }) => parameters["SecretId"])).toEqual([id, id]);
  expect((await refusal(read(sdkProvider(emulator)), "ACCESS_DENIED")).hint).not.toContain("ARN");
});

it("B13 asks in the region of the ARN, and refuses an ARN that is not in the configured one", async () => {
  awsEnvironment({ AWS_REGION: "us-east-1" });
  const emulator = await startEmulator({ region: "eu-west-1" });
  const { url: endpoint, accessKey } = emulator;
  const id = emulator.arnOf("mail");
  const ambient = bareSdkProvider({ endpoint, credentials: accessKey });
  expect((await read(ambient, { id })).values).toEqual(PAIR);
  const configured = sdkProvider(emulator, { region: "us-east-1" });
  const error = await refusal(read(configured, { id }), "INVALID_CONFIG");
  expect(error.message).toContain("not in the region us-east-1");
  expect(emulator.received).toHaveLength(1);
});

it("B14 honours AWS_DEFAULT_REGION, and names everything it looked at if there is no region", async () => {
  const emulator = await startEmulator();
  const { url: endpoint, accessKey: credentials } = emulator;
  awsEnvironment({ AWS_DEFAULT_REGION: "eu-west-1" });
  expect((await read(bareSdkProvider({ endpoint, credentials }))).values).toEqual(PAIR);
  awsEnvironment();
  const provider = bareSdkProvider({ endpoint, credentials });
  const error = await refusal(read(provider), "INVALID_CONFIG");
  for (const place of ["option region", "AWS_REGION", "profile", "AWS_DEFAULT_REGION", "ARN"]) {
    expect(error.message).toContain(place);
  }
  awsEnvironment({ AWS_REGION: "eu-west-1" });
  expect((await read(provider)).values).toEqual(PAIR);
});

it("B15 names the KMS permission when the key denies, and does not try again", async () => {
  const emulator = await startEmulator();
  emulator.denyKey("mail");
  const error = await refusal(read(sdkProvider(emulator)), "ACCESS_DENIED");
  expect(error.hint).toContain("kms:Decrypt");
  expect(error.retryable).toBe(false);
  expect(emulator.received).toHaveLength(1);
});

it("B16 bears throttling at the start, and keeps the pair it has while a refresh is throttled", async () => {
  const emulator = await startEmulator();
  emulator.fail({ kind: "throttle", times: 2 });
  const factory = factoryOver(emulator);
  const first = await factory.credentials();
  expect(emulator.received.map(({ status }) => status)).toEqual([400, 400, 200]);
  emulator.fail({ kind: "throttle" });
  await expect(factory.refresh()).rejects.toMatchObject({ code: "RATE_LIMITED", retryable: true });
  expect(await factory.credentials()).toBe(first);
});

it("B18 says of an ended SSO session how to begin another", async () => {
  const environment = awsEnvironment({ AWS_PROFILE: "shop" });
  const sso = "sso_start_url = https://127.0.0.1/start\nsso_region = eu-west-1\nsso_account_id = 111111111111";
  environment.writeConfig(`[profile shop]\n${sso}\nsso_role_name = mail\n`);
  const emulator = await startEmulator();
  const { url: endpoint, region } = emulator;
  const error = await refusal(read(bareSdkProvider({ endpoint, region })), "UNAUTHENTICATED");
  expect(error.message).toContain("no usable AWS credentials");
  expect(error.hint).toContain("Run: aws sso login --profile shop");
  expect(emulator.received).toHaveLength(0);
});

it("B19 tries once more at once after a connection that was cut, and gives up on an endpoint that never answers", async () => {
  const emulator = await startEmulator();
  const provider = sdkProvider(emulator, { timeoutMs: 150 });
  emulator.fail({ kind: "reset", times: 1 });
  expect((await read(provider)).values).toEqual(PAIR);
  expect(emulator.received.map(({ status }) => status)).toEqual([undefined, 200]);
  emulator.fail({ kind: "hang" });
  const error = await refusal(read(provider), "TIMEOUT");
  expect(error.retryable).toBe(true);
  expect(emulator.received).toHaveLength(3);
});

it("B21 reads the current version only, and follows it while Mailjet rejects the old pair", async () => {
  const mailjet = await startMailjetEmulator({
    keys: [{ apiKey: PAIR["public"] ?? "", apiSecret: NEXT_PAIR["private"] ?? "" }],
  });
  const distrust = mailjet.trust();
  onTestFinished(async () => {
    distrust();
    await mailjet.close();
  });
  const emulator = await startEmulator();
  // A rotation that has begun: the label is there, and its version may have no value yet.
  emulator.putSecret("mail", "not yet", { stages: ["AWSPENDING"] });
  const hold = emulator.hold("GetSecretValue");
  const sending = factoryOver(emulator, mailjet.host).post("send", { version: "v3.1" }).request(MAIL);
  await hold.arrived(1);
  hold.release();
  const second = emulator.hold("GetSecretValue");
  await second.arrived(1);
  emulator.putSecret("mail", { public: PAIR["public"], private: NEXT_PAIR["private"] });
  second.release();
  await sending;
  expect(mailjet.messages).toHaveLength(1);
  expect(emulator.received.length).toBeGreaterThanOrEqual(3);
  expect(new Set(emulator.received.map(({ parameters }) => parameters["VersionStage"]))).toEqual(
    new Set(["AWSCURRENT"]),
  );
});

it("B23 drops a byte order mark", async () => {
  const provider = sdkProvider(await holding(`\uFEFF${JSON.stringify(PAIR)}`));
  expect((await read(provider, { fields: FIELDS })).values).toEqual(PAIR);
});
