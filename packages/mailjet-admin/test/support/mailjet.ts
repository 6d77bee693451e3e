import { createTransport } from "@mailjet-secrets/http";
import { type MailjetEmulator, type MailjetEmulatorOptions, startMailjetEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";
import { createMailjetAdmin, type KeyPair, type MailjetAdmin, type MailjetAdminOptions } from "../../src/index.ts";

export const MAIN = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
export const SHOP = { apiKey: "0f1e2d3c4b5a69788796a5b4c3d2e1f0", apiSecret: "f0e1d2c3b4a5968778695a4b3c2d1e0f" };

/** Starts a Mailjet with a primary key and a sub-account. */
export async function startMailjet(options: MailjetEmulatorOptions = {}): Promise<MailjetEmulator> {
  const keys = [
    { ...MAIN, name: "main", isMaster: true, senders: ["main@example.com"] },
    { ...SHOP, name: "shop", senders: ["shop@example.com"] },
  ];
  const mailjet = await startMailjetEmulator({ keys, ...options });
  onTestFinished(() => mailjet.close());
  return mailjet;
}

export function pairOf({ apiKey, apiSecret }: { readonly apiKey: string; readonly apiSecret: string }): KeyPair {
  return { apiKey: () => apiKey, apiSecret: () => apiSecret };
}

/** The client of a pair, by default that of the primary key. */
export function adminOf(
  mailjet: MailjetEmulator,
  options: Partial<MailjetAdminOptions> & { readonly pair?: typeof MAIN } = {},
): MailjetAdmin {
  const { pair = MAIN, ...others } = options;
  const admin = createMailjetAdmin({
    credentials: pairOf(pair),
    host: mailjet.host,
    caCertificates: [mailjet.certificate],
    ...others,
  });
  onTestFinished(() => admin.close());
  return admin;
}

/** What a call rejects with. */
export async function failureOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => new Error("It did not fail."),
    (error: unknown) => error,
  );
}

/** Sends mails by the Send API. */
export async function send(mailjet: MailjetEmulator, pair: KeyPair, count: number): Promise<void> {
  const transport = createTransport({
    provider: "test",
    baseUrl: mailjet.url,
    caCertificates: [mailjet.certificate],
    headers: {
      authorization: `Basic ${Buffer.from(`${pair.apiKey()}:${pair.apiSecret()}`).toString("base64")}`,
      "content-type": "application/json",
    },
  });
  const mail = { From: { Email: "main@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hello" };
  const body = JSON.stringify({ Messages: Array.from({ length: count }, () => mail) });
  const { signal } = new AbortController();
  const { status } = await transport.request({ method: "POST", path: "/v3.1/send", body, signal });
  await transport.close();
  if (status !== 200) throw new Error(`Mailjet answered ${status}.`);
}
