import { mailjetEnvironment, runScript } from "@mailjet-secrets/example-support";
import { startAwsEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";

const demo = new URL("../dist/demo.js", import.meta.url);
// Of the shape of a half of a pair, or of one in base64; the emulated access key, and the extension's token.
const SECRET = /[0-9a-f]{32}|[A-Za-z0-9+]{40}|secret\+access|emulated-agent-token/;

it("npm start shows cold and warm invocations and a rotation, both ways, and no key in any output, not even with DEBUG=*", async () => {
  const { code, stdout, stderr } = await runScript(demo);
  expect(code).toBe(0);
  const [bySdk = "", byExtension = ""] = stdout.split("by the Lambda extension");
  for (const output of [bySdk, byExtension]) {
    const rows = [...output.matchAll(/^ {2}(\w.*?) +\d+ ms +mails accepted: (\d) +reads of the store: (\d+)$/gm)];
    expect(rows.map(([, name, mails]) => [name, mails])).toEqual([
      ["Cold", "1"],
      ["Warm", "1"],
      ["Warm", "3"],
      ["After a rotation", "1"],
      ["Warm", "1"],
    ]);
    const [cold, warm, three, rotated, last] = rows.map(([, , , reads]) => Number(reads));
    expect([cold, warm, three, last]).toEqual([1, 0, 0, 0]);
    expect(rotated).toBeGreaterThan(0);
  }
  expect(stderr).toBe("");
  expect(stdout).not.toMatch(SECRET);
}, 40_000);

it("with MAILJET_SECRETS_LIVE=1 reads the secret that the environment names, and lets Mailjet deliver nothing", async () => {
  const pair = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
  await using mailjet = await startMailjetEmulator({ keys: [pair] }); // in place of the real ones
  await using aws = await startAwsEmulator({ secrets: { "mine/mailjet": pair } });
  const { code, stdout, stderr } = await runScript(demo, {
    environment: {
      MAILJET_SECRETS_LIVE: "1",
      ...(await mailjetEnvironment(mailjet)),
      MAILJET_SECRETS_CONFIG: '{"provider":"aws","secret":"mine/mailjet","aws":{"via":"sdk"}}',
      AWS_REGION: aws.region,
      AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
      MAIL_FROM: "you@example.com",
    },
  });
  expect(code).toBe(0);
  expect(stdout.match(/mails accepted: \d/g)).toEqual(["mails accepted: 1", "mails accepted: 1", "mails accepted: 3"]);
  expect(mailjet.received).toHaveLength(5);
  expect(mailjet.received[0]).toMatchObject({ status: 200, body: { SandboxMode: true } });
  expect(mailjet.messages).toEqual([]);
  expect(aws.received).toHaveLength(1);
  expect(stdout + stderr).not.toMatch(SECRET);
});
