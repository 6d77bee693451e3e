import {
  type AwsEmulator,
  type MailjetEmulator,
  startAwsEmulator,
  startMailjetEmulator,
} from "@mailjet-secrets/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { sqsEvent } from "../src/sqs-event.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const MAIL = JSON.stringify({ to: "ann@example.org", subject: "Your order", text: "Thank you." });

let aws: AwsEmulator;
let mailjet: MailjetEmulator;
let distrust: () => void;

beforeEach(async () => {
  aws = await startAwsEmulator({ secrets: { "prod/mailjet": PAIR } });
  mailjet = await startMailjetEmulator({ keys: [PAIR] });
  distrust = mailjet.trust();
  vi.resetModules(); // each test is a cold start
  vi.stubEnv("MAILJET_SECRETS_CONFIG", '{"provider":"aws","secret":"prod/mailjet","aws":{"via":"extension"}}');
  vi.stubEnv("MAILJET_SECRETS_HOST", mailjet.host);
  vi.stubEnv("AWS_SESSION_TOKEN", aws.agent.token);
  vi.stubEnv("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT", String(aws.port));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  distrust();
  await mailjet.close();
  await aws.close();
});

it("sends a mail for each message, and names it after the message", async () => {
  const { handler } = await import("../src/handler.ts");
  const event = sqsEvent([
    { id: "m-1", body: MAIL },
    { id: "m-2", body: MAIL },
  ]);
  expect(await handler(event)).toEqual({ batchItemFailures: [] });
  expect(mailjet.messages.map(({ customId }) => customId).toSorted()).toEqual(["m-1", "m-2"]);
});

it("reads nothing while it is loaded, and the secret once for all invocations", async () => {
  const { handler } = await import("../src/handler.ts");
  expect(aws.received).toEqual([]);
  await handler(sqsEvent([{ id: "m-1", body: MAIL }]));
  await handler(sqsEvent([{ id: "m-2", body: MAIL }]));
  expect(aws.received).toHaveLength(1);
});

it("gives back only the messages that failed", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const { handler } = await import("../src/handler.ts");
  const event = sqsEvent([
    { id: "m-1", body: MAIL },
    { id: "m-2", body: "no JSON" },
    { id: "m-3", body: MAIL.replace("ann@example.org", "nobody") },
  ]);
  expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "m-2" }, { itemIdentifier: "m-3" }] });
  expect(mailjet.messages.map(({ customId }) => customId)).toEqual(["m-1"]);
  expect(log).toHaveBeenCalledTimes(2);
});

it("gives back all messages while the secret may not be read, and says why", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  const { handler } = await import("../src/handler.ts");
  const event = sqsEvent([{ id: "m-1", body: MAIL }]);
  aws.deny("GetSecretValue");
  expect(await handler(event)).toEqual({ batchItemFailures: [{ itemIdentifier: "m-1" }] });
  expect(log).toHaveBeenCalledWith(expect.any(String), expect.objectContaining({ code: "ACCESS_DENIED" }));
});

it("lets Mailjet deliver nothing with MAIL_SANDBOX=1", async () => {
  vi.stubEnv("MAIL_SANDBOX", "1");
  const { handler } = await import("../src/handler.ts");
  await handler(sqsEvent([{ id: "m-1", body: MAIL }]));
  expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
  expect(mailjet.messages).toEqual([]);
});
