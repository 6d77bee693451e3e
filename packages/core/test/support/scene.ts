import {
  type FakeClock,
  fakeClock,
  type MailjetEmulator,
  type MailjetEmulatorOptions,
  type MemoryProvider,
  memoryProvider,
  startMailjetEmulator,
} from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";
import {
  createMailjetClientFactory,
  type MailjetClientFactory,
  type MailjetClientFactoryOptions,
} from "../../src/index.ts";

export const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
export const NEW = { apiKey: OLD.apiKey, apiSecret: "0123456789abcdef0123456789abcdef" };
export const OTHER = { apiKey: "a0a1a2a3a4a5a6a7a8a9aaabacadaeaf", apiSecret: "b0b1b2b3b4b5b6b7b8b9babbbcbdbebf" };

export const MAIL = {
  Messages: [
    { From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], Subject: "Hi", TextPart: "Hello" },
  ],
};

/** A Mailjet, a store that holds the pair OLD as "prod/mailjet", and a factory between them on a fake clock. */
export interface Scene {
  readonly mailjet: MailjetEmulator;
  readonly store: MemoryProvider;
  readonly clock: FakeClock;
  readonly factory: MailjetClientFactory;
}

export interface SceneOptions extends Partial<MailjetClientFactoryOptions> {
  readonly emulator?: MailjetEmulatorOptions;
}

/** Starts a {@link Scene}; everything in it is closed when the test ends. */
export async function startScene({ emulator, ...options }: SceneOptions = {}): Promise<Scene> {
  const clock = fakeClock();
  const mailjet = await startMailjetEmulator({ keys: [OLD], clock, ...emulator });
  const distrust = mailjet.trust();
  const store = memoryProvider({ "prod/mailjet": OLD });
  const factory = createMailjetClientFactory({
    provider: store,
    secret: "prod/mailjet",
    clock,
    ...options,
    mailjet: { host: mailjet.host, ...options.mailjet },
  });
  onTestFinished(async () => {
    await factory.close();
    await mailjet.close();
    distrust();
  });
  return { mailjet, store, clock, factory };
}

/** Sends one mail by the Send API v3.1. */
export function send(factory: Pick<MailjetClientFactory, "post">): Promise<{ response: { status: number } }> {
  return factory.post("send", { version: "v3.1" }).request(MAIL);
}

/** Statuses that the emulator answered, oldest first. */
export function statuses(mailjet: MailjetEmulator): (number | undefined)[] {
  return mailjet.received.map((request) => request.status);
}
