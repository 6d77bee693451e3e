import { mailjetEnvironment, runScript } from "@mailjet-secrets/example-support";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmulatedSmtp, startEmulatedSmtp } from "../src/emulated-smtp.ts";

const demo = new URL("../dist/demo.js", import.meta.url);
const KEY = /[0-9a-f]{32}|[A-Za-z0-9+]{40}/; // of the shape of a half of a pair, or of one in base64

it("npm start shows two mails around a rotation in one process, and no key in any output, not even with DEBUG=*", async () => {
  const { code, stdout, stderr } = await runScript(demo);
  expect(code).toBe(0);
  const [, first] = /First mail +250 .*, pair ([0-9a-f]{8})/.exec(stdout) ?? [];
  const [, second] = /Second mail +250 .*, pair ([0-9a-f]{8})/.exec(stdout) ?? [];
  expect(first).toBeDefined();
  expect(second).toBeDefined();
  expect(second).not.toBe(first);
  expect(stdout).toContain(`API            200 for a mail, pair ${second}`);
  expect(stdout + stderr).not.toMatch(KEY);
});

describe("with MAILJET_SECRETS_LIVE=1", () => {
  const pair = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
  let smtp: EmulatedSmtp; // in place of the real one, as is Mailjet
  beforeEach(async () => {
    smtp = await startEmulatedSmtp(pair);
  });
  afterEach(() => smtp.close());

  async function startLive(variables: NodeJS.ProcessEnv = {}) {
    await using mailjet = await startMailjetEmulator({ keys: [pair] });
    const environment = {
      MAILJET_SECRETS_LIVE: "1",
      ...(await mailjetEnvironment(mailjet)),
      MJ_APIKEY_PUBLIC: pair.apiKey,
      MJ_APIKEY_PRIVATE: pair.apiSecret,
      MAIL_SMTP_HOST: "127.0.0.1",
      MAIL_SMTP_PORT: String(smtp.port),
      ...variables,
    };
    const outcome = await runScript(demo, { environment });
    expect(outcome.stdout + outcome.stderr).not.toMatch(KEY);
    return { ...outcome, sent: mailjet.messages.length };
  }

  it("logs in by SMTP and delivers nothing", async () => {
    const { code, stdout, sent } = await startLive();
    expect(stdout).toMatch(/Log-in +accepted, pair [0-9a-f]{8}; nothing sent: SMTP has no SandboxMode/);
    expect(stdout).toMatch(/API +200 for a mail \(SandboxMode\)/);
    expect(code).toBe(0);
    expect(smtp.logIns).toEqual([true]);
    expect(smtp.subjects).toEqual([]);
    expect(sent).toBe(0);
  });

  it("and MAIL_SANDBOX=0 delivers", async () => {
    const { code, sent } = await startLive({ MAIL_SANDBOX: "0" });
    expect(code).toBe(0);
    expect(smtp.subjects).toEqual(["Your order"]);
    expect(sent).toBe(1);
  });

  it("tells of a pair that is refused, and ends with an error", async () => {
    const { code, stderr } = await startLive({ MJ_APIKEY_PRIVATE: "0123456789abcdef0123456789abcdef" });
    expect(stderr).toContain("CREDENTIALS_REJECTED");
    expect(code).toBe(1);
    expect(smtp.logIns).toEqual([false]);
  });
});
