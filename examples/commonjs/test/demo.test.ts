import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";

const example = join(import.meta.dirname, "..");
const KEY = /[0-9a-f]{32}|[A-Za-z0-9+]{40}/; // of the shape of a half of a pair, or of one in base64
const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };

const run = (environment: NodeJS.ProcessEnv) =>
  promisify(execFile)(process.execPath, [join(example, "src/demo.js")], {
    env: { PATH: process.env["PATH"], DEBUG: "*", ...environment },
  }).catch((error: { code: number; stdout: string; stderr: string }) => error);

it("npm start sends a mail by require(), without a warning and without a key in any output, not even with DEBUG=*", async () => {
  const { stdout, stderr } = await run({});
  expect(stdout).toContain("A mail to ann@example.org was accepted.");
  expect(stdout).toMatch(/Sent by CommonJS, with the pair [0-9a-f]{8} from env/);
  expect(stderr).toBe("");
  expect(stdout).not.toMatch(KEY);
});

it("stays CommonJS when it is built", async () => {
  const script = await readFile(join(example, "dist/main.js"), "utf8");
  expect(script).toContain('require("mailjet-secrets")');
  expect(script).not.toMatch(/^(import|export) /m);
});

it("with MAILJET_SECRETS_LIVE=1 uses the keys of the environment and lets Mailjet deliver nothing, or with MAIL_SANDBOX=0", async () => {
  await using mailjet = await startMailjetEmulator({ keys: [PAIR] }); // in place of the real one
  const environment = {
    MAILJET_SECRETS_LIVE: "1",
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    MJ_APIKEY_PUBLIC: PAIR.apiKey,
    MJ_APIKEY_PRIVATE: PAIR.apiSecret,
  };
  const { stdout } = await run(environment);
  expect(stdout).toContain("accepted (SandboxMode: checked, not delivered).");
  expect(mailjet.messages).toEqual([]);
  await run({ ...environment, MAIL_SANDBOX: "0" });
  expect(mailjet.messages).toHaveLength(1);

  const refused = await run({ ...environment, MJ_APIKEY_PRIVATE: "0123456789abcdef0123456789abcdef" });
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("CREDENTIALS_REJECTED") });
  expect(refused.stdout + refused.stderr).not.toMatch(KEY);
});
