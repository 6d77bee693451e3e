import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const demo = join(import.meta.dirname, "../dist/demo.js");

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-env-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

it("npm start sends a mail with the pair of a .env file, and shows no key, not even with DEBUG=*", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [demo], {
    cwd: await emptyFolder(),
    env: { PATH: process.env["PATH"], DEBUG: "*" },
  });
  expect(stdout).toMatch(/Mailjet answered 200 to the key pair [0-9a-f]{8} \(a fingerprint\) from env\./);
  // The pair is random: any text of its shape would be one of its halves.
  expect(stdout + stderr).not.toMatch(/[0-9a-f]{32}|[A-Za-z0-9+/]{40}/);
});

it("with MAILJET_SECRETS_LIVE=1 it uses the .env file of the working directory and lets Mailjet deliver nothing", async () => {
  await using mailjet = await startMailjetEmulator({ keys: [PAIR] }); // in place of the real one
  const folder = await emptyFolder();
  await writeFile(join(folder, ".env"), `MJ_APIKEY_PUBLIC=${PAIR.apiKey}\nMJ_APIKEY_PRIVATE=${PAIR.apiSecret}\n`);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [demo], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      DEBUG: "*",
      MAILJET_SECRETS_LIVE: "1",
      MAILJET_SECRETS_HOST: mailjet.host,
      NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    },
  });
  expect(stdout).toContain("Mailjet answered 200");
  expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
  expect(mailjet.messages).toEqual([]);
  for (const half of Object.values(PAIR)) expect(stdout + stderr).not.toContain(half);
});

it("without a pair it ends with exit code 1 and names the variables", async () => {
  const run = promisify(execFile)(process.execPath, [demo], {
    cwd: await emptyFolder(),
    env: { PATH: process.env["PATH"], MAILJET_SECRETS_LIVE: "1" },
  });
  await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining("MJ_APIKEY_PRIVATE") });
});
