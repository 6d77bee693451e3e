import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { envProvider } from "@mailjet-secrets/env";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { createMailjet } from "mailjet-secrets";
import { expect, it, onTestFinished, vi } from "vitest";
import { createSignUpApp } from "../src/sign-up-app.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

async function start(environment: Record<string, string>): Promise<{
  signUp: (body?: string) => Promise<Response>;
  mailjet: Awaited<ReturnType<typeof startMailjetEmulator>>;
}> {
  const mailjet = await startMailjetEmulator({ keys: [PAIR] });
  const distrust = mailjet.trust();
  const factory = createMailjet({ provider: envProvider({ environment }), mailjet: { host: mailjet.host } });
  const app = createSignUpApp(factory, { from: "shop@example.com", sandbox: false }).listen(0, "127.0.0.1");
  await once(app, "listening");
  const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/sign-up`;
  onTestFinished(async () => {
    app.close();
    app.closeAllConnections();
    await factory.close();
    await mailjet.close();
    distrust();
  });
  return {
    mailjet,
    signUp: (body = JSON.stringify({ email: "ann@example.org" })) => fetch(url, { method: "POST", body }),
  };
}

it("sends a welcome mail to whoever signs up", async () => {
  const { mailjet, signUp } = await start({ MJ_APIKEY_PUBLIC: PAIR.apiKey, MJ_APIKEY_PRIVATE: PAIR.apiSecret });
  const answer = await signUp();
  expect(answer.status).toBe(202);
  expect(mailjet.messages).toMatchObject([{ to: ["ann@example.org"], subject: "Welcome!" }]);
});

it("answers 503 without a word about keys when there are none, and logs what to do", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  onTestFinished(() => log.mockRestore());
  const { mailjet, signUp } = await start({});
  const answer = await signUp();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toEqual({ error: "The mail could not be sent." });
  expect(String(log.mock.calls[0]?.[0])).toContain("MJ_APIKEY_PUBLIC");
  expect(mailjet.received).toEqual([]);
});

it.each(["{", "{}", "[]", "null", '{"email": "nobody"}', `{"email": "${"a".repeat(10_000)}@example.org"}`])(
  "answers 400 to a body that holds no address: %.20s",
  async (body) => {
    const { mailjet, signUp } = await start({ MJ_APIKEY_PUBLIC: PAIR.apiKey, MJ_APIKEY_PRIVATE: PAIR.apiSecret });
    expect((await signUp(body)).status).toBe(400);
    expect(mailjet.received).toEqual([]);
  },
);
