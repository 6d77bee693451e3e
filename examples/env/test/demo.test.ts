import { mailjetEnvironment, runScript, temporaryFolder } from "@mailjet-secrets/example-support";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const demo = new URL("../dist/demo.js", import.meta.url);

it("npm start sends a mail with the pair of a .env file, and shows no key, not even with DEBUG=*", async () => {
  await using folder = await temporaryFolder();
  const { code, stdout, stderr } = await runScript(demo, { directory: folder.path });
  expect(code).toBe(0);
  expect(stdout).toMatch(/Mailjet answered 200 to the key pair [0-9a-f]{8} \(a fingerprint\) from env\./);
  // The pair is random: any text of its shape would be one of its halves.
  expect(stdout + stderr).not.toMatch(/[0-9a-f]{32}|[A-Za-z0-9+/]{40}/);
});

it("with MAILJET_SECRETS_LIVE=1 it uses the .env file of the working directory and lets Mailjet deliver nothing", async () => {
  await using mailjet = await startMailjetEmulator({ keys: [PAIR] }); // in place of the real one
  await using folder = await temporaryFolder({
    ".env": `MJ_APIKEY_PUBLIC=${PAIR.apiKey}\nMJ_APIKEY_PRIVATE=${PAIR.apiSecret}\n`,
  });
  const { code, stdout, stderr } = await runScript(demo, {
    directory: folder.path,
    environment: { MAILJET_SECRETS_LIVE: "1", ...(await mailjetEnvironment(mailjet)) },
  });
  expect(code).toBe(0);
  expect(stdout).toContain("Mailjet answered 200");
  expect(mailjet.received).toMatchObject([{ status: 200, body: { SandboxMode: true } }]);
  expect(mailjet.messages).toEqual([]);
  for (const half of Object.values(PAIR)) expect(stdout + stderr).not.toContain(half);
});

it("without a pair it ends with exit code 1 and names the variables", async () => {
  await using folder = await temporaryFolder();
  const run = await runScript(demo, { directory: folder.path, environment: { MAILJET_SECRETS_LIVE: "1" } });
  expect(run).toMatchObject({ code: 1, stderr: expect.stringContaining("MJ_APIKEY_PRIVATE") });
});
