import { type MemoryProvider, memoryProvider, startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";
import { postSignUp, signUp } from "../src/sign-up.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

/** What the application is told. */
export interface AppSettings {
  readonly mailjet: {
    readonly provider: MemoryProvider;
    readonly secret: string;
    readonly mailjet: { readonly host: string };
  };
  readonly from: string;
  readonly sandbox: boolean;
}

/** The application to be tested, in this process. */
export interface SignUpApp {
  /** Lets it listen at a free port of 127.0.0.1. */
  readonly listen: (settings: AppSettings) => Promise<{ readonly url: string; close(): Promise<unknown> }>;
  /** The body of an answer with this status that tells of a mail that could not be sent. */
  readonly failure: (status: number) => object;
  /** Bodies without a usable address, besides those that nobody accepts. */
  readonly refusedBodies: readonly string[];
}

/** Registers the tests of what `POST /sign-up` answers, whichever framework it is written with. */
export function signUpAppContract({ listen, failure, refusedBodies }: SignUpApp): void {
  async function start(sandbox = false) {
    const mailjet = await startMailjetEmulator({ keys: [PAIR] });
    const distrust = mailjet.trust();
    const provider = memoryProvider({ mail: PAIR });
    const factory = { provider, secret: "mail", mailjet: { host: mailjet.host } };
    const { url, close } = await listen({ mailjet: factory, from: "shop@example.com", sandbox });
    onTestFinished(async () => {
      await close();
      await mailjet.close();
      distrust();
    });
    return { url, mailjet, provider };
  }

  it("sends a welcome mail to whoever signs up", async () => {
    const { url, mailjet } = await start();
    expect((await signUp(url)).status).toBe(202);
    expect(mailjet.messages).toMatchObject([{ to: ["ann@example.org"], subject: "Welcome!" }]);
  });

  it("lets Mailjet deliver nothing in a sandbox", async () => {
    const { url, mailjet } = await start(true);
    expect((await signUp(url)).status).toBe(202);
    expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
    expect(mailjet.messages).toEqual([]);
  });

  it("answers 503 while the store denies the keys", async () => {
    const { url, provider, mailjet } = await start();
    provider.fail("ACCESS_DENIED");
    const answer = await signUp(url);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toEqual(failure(503));
    expect(mailjet.received).toEqual([]);
  });

  it("answers 502 when Mailjet refuses the mail, without Mailjet's words", async () => {
    const { url, mailjet } = await start();
    mailjet.fail({ kind: "status", status: 400 });
    const answer = await signUp(url);
    expect(answer.status).toBe(502);
    expect(await answer.json()).toEqual(failure(502));
  });

  it.each(["{", "{}", "[]", "null", '{"email": "nobody"}', ...refusedBodies])(
    "answers 400 to a body that holds no address: %.35s",
    async (body) => {
      const { url, mailjet } = await start();
      expect((await postSignUp(url, body)).status).toBe(400);
      expect(mailjet.received).toEqual([]);
    },
  );
}
