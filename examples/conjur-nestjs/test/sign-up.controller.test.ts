import { type MemoryProvider, memoryProvider, startMailjetEmulator } from "@mailjet-secrets/testing";
import { Test } from "@nestjs/testing";
import { expect, it, onTestFinished } from "vitest";
import { AppModule } from "../src/app.module.ts";
import { SETTINGS } from "../src/settings.module.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

async function start(sandbox = false): Promise<{
  signUp: (body?: string) => Promise<Response>;
  mailjet: Awaited<ReturnType<typeof startMailjetEmulator>>;
  provider: MemoryProvider;
}> {
  const mailjet = await startMailjetEmulator({ keys: [PAIR] });
  const distrust = mailjet.trust();
  const provider = memoryProvider({ mail: PAIR });
  const settings = {
    mailjet: { provider, secret: "mail", mailjet: { host: mailjet.host } },
    from: "shop@example.com",
    sandbox,
  };
  const building = Test.createTestingModule({ imports: [AppModule] });
  const module = await building.overrideProvider(SETTINGS).useValue(settings).compile();
  const app = module.createNestApplication({ logger: false });
  await app.listen(0, "127.0.0.1");
  const url = `${await app.getUrl()}/sign-up`;
  onTestFinished(async () => {
    await app.close();
    await mailjet.close();
    distrust();
  });
  const headers = { "content-type": "application/json", connection: "close" };
  const signUp = (body = JSON.stringify({ email: "ann@example.org" })): Promise<Response> =>
    fetch(url, { method: "POST", headers, body });
  return { signUp, mailjet, provider };
}

it("sends a welcome mail to whoever signs up", async () => {
  const { signUp, mailjet } = await start();
  expect((await signUp()).status).toBe(202);
  expect(mailjet.messages).toMatchObject([{ to: ["ann@example.org"], subject: "Welcome!" }]);
});

it("lets Mailjet deliver nothing in a sandbox", async () => {
  const { signUp, mailjet } = await start(true);
  expect((await signUp()).status).toBe(202);
  expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
  expect(mailjet.messages).toEqual([]);
});

it("answers 503 while the store denies the keys", async () => {
  const { signUp, provider, mailjet } = await start();
  provider.fail("ACCESS_DENIED");
  const answer = await signUp();
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ message: "The mail could not be sent." });
  expect(mailjet.received).toEqual([]);
});

it("answers 502 when Mailjet refuses the mail, without Mailjet's words", async () => {
  const { signUp, mailjet } = await start();
  mailjet.fail({ kind: "status", status: 400 });
  const answer = await signUp();
  expect(answer.status).toBe(502);
  expect(await answer.json()).toMatchObject({ message: "The mail could not be sent." });
});

it.each(["{", "{}", "[]", "null", '{"email": "nobody"}', '{"email": ["ann@example.org"]}'])(
  "answers 400 to a body that holds no address: %s",
  async (body) => {
    const { signUp, mailjet } = await start();
    expect((await signUp(body)).status).toBe(400);
    expect(mailjet.received).toEqual([]);
  },
);
