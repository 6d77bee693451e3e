import { inspect } from "node:util";
import { memoryProvider } from "@mailjet-secrets/testing";
import { createMailjet } from "mailjet-secrets";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type EmulatedSmtp, startEmulatedSmtp } from "../src/emulated-smtp.ts";
import { createSmtpMailer } from "../src/smtp-mailer.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const NEXT = { ...PAIR, apiSecret: "0123456789abcdef0123456789abcdef" };

let smtp: EmulatedSmtp;
beforeEach(async () => {
  smtp = await startEmulatedSmtp(PAIR);
});
afterEach(() => smtp.close());

function start(host = "127.0.0.1") {
  const store = memoryProvider({ mail: PAIR });
  const mailjet = createMailjet({ provider: store, secret: "mail", rotationGraceMs: 0 });
  const mailer = createSmtpMailer(mailjet, { host, port: smtp.port });
  const send = (subject: string) =>
    mailer.send({ from: "shop@example.com", to: "ann@example.org", subject, text: "Hi" });
  return { store, mailjet, mailer, send };
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `mail ${index}`);

it("keeps the connection and its log-in for the next mail", async () => {
  const { send, mailer } = start();
  await send("one");
  await send("two");
  expect(smtp.subjects).toEqual(["one", "two"]);
  expect(smtp.logIns).toEqual([true]);
  mailer.close();
  await expect.poll(() => smtp.openConnections).toBe(0);
});

it("logs in with the new pair after a rotation, and sends the refused mail once", async () => {
  const { store, send, mailer } = start();
  await send("before");
  store.set("mail", NEXT);
  smtp.resetSecret(NEXT.apiSecret);
  await send("after");
  await send("later");
  expect(smtp.subjects).toEqual(["before", "after", "later"]);
  expect(smtp.logIns).toEqual([true, false, true]);
  mailer.close();
});

it("loses none of many mails that a rotation meets, and sends none twice", async () => {
  const { store, send, mailer } = start();
  await send("before");
  store.set("mail", NEXT);
  smtp.resetSecret(NEXT.apiSecret);
  await Promise.all(numbers(30).map(send));
  expect(smtp.subjects.toSorted()).toEqual(["before", ...numbers(30)].toSorted());
  mailer.close();
});

it("lets the mails that wait for the old connections through before it closes them", async () => {
  const { store, mailjet, send, mailer } = start();
  const waiting = Promise.all(numbers(30).map(send));
  await expect.poll(() => smtp.logIns.length).toBeGreaterThan(0);
  store.set("mail", NEXT); // the server still takes the old one, as Mailjet's does
  await mailjet.refresh();
  await expect(send("too early")).rejects.toMatchObject({ code: "CREDENTIALS_REJECTED" });
  await waiting;
  expect(smtp.subjects.toSorted()).toEqual(numbers(30).toSorted());
  mailer.close();
  await expect.poll(() => smtp.openConnections).toBe(0);
});

it("tells of a pair that the server refuses and the store does not replace, without the pair", async () => {
  smtp.resetSecret(NEXT.apiSecret);
  const { send, mailer } = start();
  const error: unknown = await send("refused").catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: "CREDENTIALS_REJECTED" });
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/[0-9a-f]{32}/);
  expect(inspect(mailer, { depth: 9, showHidden: true })).not.toMatch(/[0-9a-f]{32}/);
  mailer.close();
});

it("does not show the pair to another host than this machine before the connection is encrypted", async () => {
  const { send, mailer } = start("localhost"); // by its name: not taken for this machine
  await expect(send("secret")).rejects.toMatchObject({ code: "ETLS" });
  expect(smtp.logIns).toEqual([]);
  mailer.close();
});
