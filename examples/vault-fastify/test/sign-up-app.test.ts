import { type MemoryProvider, memoryProvider, startMailjetEmulator } from "@mailjet-secrets/testing";
import type { LightMyRequestResponse } from "fastify";
import { createMailjet } from "mailjet-secrets";
import { expect, it, onTestFinished } from "vitest";
import { createSignUpApp } from "../src/sign-up-app.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

async function start(sandbox = false): Promise<{
  signUp: (body?: string) => Promise<LightMyRequestResponse>;
  mailjet: Awaited<ReturnType<typeof startMailjetEmulator>>;
  provider: MemoryProvider;
}> {
  const mailjet = await startMailjetEmulator({ keys: [PAIR] });
  const distrust = mailjet.trust();
  const provider = memoryProvider({ mail: PAIR });
  const factory = createMailjet({ provider, secret: "mail", mailjet: { host: mailjet.host } });
  const app = await createSignUpApp({ mailjet: { factory }, from: "shop@example.com", sandbox, logger: false });
  onTestFinished(async () => {
    await app.close();
    await factory.close();
    await mailjet.close();
    distrust();
  });
  const headers = { "content-type": "application/json" };
  const signUp = async (body = JSON.stringify({ email: "ann@example.org" })): Promise<LightMyRequestResponse> =>
    app.inject({ method: "POST", url: "/sign-up", headers, body });
  return { signUp, mailjet, provider };
}

it("sends a welcome mail to whoever signs up", async () => {
  const { signUp, mailjet } = await start();
  expect((await signUp()).statusCode).toBe(202);
  expect(mailjet.messages).toMatchObject([{ to: ["ann@example.org"], subject: "Welcome!" }]);
});

it("lets Mailjet deliver nothing in a sandbox", async () => {
  const { signUp, mailjet } = await start(true);
  expect((await signUp()).statusCode).toBe(202);
  expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
  expect(mailjet.messages).toEqual([]);
});

it("answers 503 while the store denies the keys", async () => {
  const { signUp, provider, mailjet } = await start();
  provider.fail("ACCESS_DENIED");
  const answer = await signUp();
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toEqual({ error: "The mail could not be sent." });
  expect(mailjet.received).toEqual([]);
});

it("answers 502 when Mailjet refuses the mail, without Mailjet's words", async () => {
  const { signUp, mailjet } = await start();
  mailjet.fail({ kind: "status", status: 400 });
  const answer = await signUp();
  expect(answer.statusCode).toBe(502);
  expect(answer.json()).toEqual({ error: "The mail could not be sent." });
});

it.each(["{", "{}", "[]", "null", '{"email": "nobody"}', `{"email": "${"a".repeat(300)}@example.org"}`])(
  "answers 400 to a body that holds no address: %.20s",
  async (body) => {
    const { signUp, mailjet } = await start();
    expect((await signUp(body)).statusCode).toBe(400);
    expect(mailjet.received).toEqual([]);
  },
);
