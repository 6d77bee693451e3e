import { readFile } from "node:fs/promises";
import { mailjetEnvironment, runScript } from "@mailjet-secrets/example-support";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";

const demo = new URL("../src/demo.js", import.meta.url);
const KEY = /[0-9a-f]{32}|[A-Za-z0-9+]{40}/; // of the shape of a half of a pair, or of one in base64
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

it("npm start sends a mail by require(), without a warning and without a key in any output, not even with DEBUG=*", async () => {
  const { stdout, stderr } = await runScript(demo);
  expect(stdout).toContain("A mail to ann@example.org was accepted.");
  expect(stdout).toMatch(/Sent by CommonJS, with the pair [0-9a-f]{8} from env/);
  expect(stderr).toBe("");
  expect(stdout).not.toMatch(KEY);
});

it("stays CommonJS when it is built", async () => {
  const script = await readFile(new URL("../dist/main.js", import.meta.url), "utf8");
  expect(script).toContain('require("mailjet-secrets")');
  expect(script).not.toMatch(/^(import|export) /m);
});

it("with MAILJET_SECRETS_LIVE=1 uses the keys of the environment and lets Mailjet deliver nothing, or with MAIL_SANDBOX=0", async () => {
  await using mailjet = await startMailjetEmulator({ keys: [PAIR] }); // in place of the real one
  const environment = {
    MAILJET_SECRETS_LIVE: "1",
    ...(await mailjetEnvironment(mailjet)),
    MJ_APIKEY_PUBLIC: PAIR.apiKey,
    MJ_APIKEY_PRIVATE: PAIR.apiSecret,
  };
  const { stdout } = await runScript(demo, { environment });
  expect(stdout).toContain("accepted (SandboxMode: checked, not delivered).");
  expect(mailjet.messages).toEqual([]);
  await runScript(demo, { environment: { ...environment, MAIL_SANDBOX: "0" } });
  expect(mailjet.messages).toHaveLength(1);

  const wrong = { ...environment, MJ_APIKEY_PRIVATE: "0123456789abcdef0123456789abcdef" };
  const refused = await runScript(demo, { environment: wrong });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("CREDENTIALS_REJECTED") });
  expect(refused.stdout + refused.stderr).not.toMatch(KEY);
});
