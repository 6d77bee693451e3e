import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";

it("npm start shows a mail accepted by the emulated Mailjet, and no key in any output, not even with DEBUG=*", async () => {
  const demo = join(import.meta.dirname, "../dist/demo.js");
  const environment = { PATH: process.env["PATH"], DEBUG: "*" };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [demo], { env: environment });
  expect(stdout).toMatch(/Provider +env/);
  expect(stdout).toMatch(/fingerprint [0-9a-f]{8}/);
  expect(stdout).toMatch(/POST \/sign-up +202/);
  expect(stdout).toMatch(/Mailjet +success/);
  expect(stdout).toMatch(/Cached calls +100,000/);
  // The pair is random: any text of its shape would be one of its halves.
  expect(stdout + stderr).not.toMatch(/[0-9a-f]{32}|[A-Za-z0-9+/]{40}/);
});

it("with MAILJET_SECRETS_LIVE=1 uses the keys of the environment and lets Mailjet deliver nothing", async () => {
  const pair = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
  await using mailjet = await startMailjetEmulator({ keys: [pair] }); // in place of the real one
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, "../dist/demo.js")], {
    env: {
      PATH: process.env["PATH"],
      MAILJET_SECRETS_LIVE: "1",
      MAILJET_SECRETS_HOST: mailjet.host,
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
      MJ_APIKEY_PUBLIC: pair.apiKey,
      MJ_APIKEY_PRIVATE: pair.apiSecret,
      MAIL_FROM: "you@example.com",
    },
  });
  expect(stdout).toMatch(/Mailjet +success \(SandboxMode: checked, not delivered\)/);
  expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
  expect(mailjet.messages).toEqual([]);
});
