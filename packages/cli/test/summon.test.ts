import { startVaultEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { folderWith, MAIN, PAIR, run, startExec, startInTerminal } from "./support/run-exec.ts";

const OTHER = { apiKey: "11112222333344445555666677778888", apiSecret: "8888777766665555444433332222111a" };
const base64 = (text: string): string => Buffer.from(text).toString("base64");

async function withAccounts(): Promise<string> {
  return folderWith({
    "mailjet-secrets.config.json": JSON.stringify({ provider: "env", accounts: { marketing: {} } }),
    ".env": `MARKETING_MJ_APIKEY_PUBLIC=${OTHER.apiKey}\nMARKETING_MJ_APIKEY_PRIVATE=${OTHER.apiSecret}\n`,
  });
}

it.each([
  ["apiKey", PAIR.apiKey],
  ["default/apiSecret", PAIR.apiSecret],
  ["marketing/apiSecret", OTHER.apiSecret],
  ["host", "api.mailjet.com"],
])("writes the value of %s and nothing else", async (id, value) => {
  const outcome = await run(["summon", id], { cwd: await withAccounts() });
  expect(outcome).toMatchObject({ code: 0, stdout: value, stderr: "" });
});

it.each([
  ["apikey", 66, "There is no such id"],
  ["/apiKey", 66, "There is no such id"],
  [PAIR.apiKey, 66, "There is no such id"],
  ["apiToken", 78, "it holds a key pair"],
  ["unknown/apiKey", 78, 'The account "unknown" is not declared'],
])("for %s it fails on stderr, with nothing on stdout", async (id, code, text) => {
  const outcome = await run(["summon", id], { cwd: await withAccounts() });
  expect(outcome).toMatchObject({ code, stdout: "" });
  expect(outcome.stderr).toContain(text);
  expect(outcome.stderr).not.toContain(PAIR.apiKey);
});

it("fails for a value of 0 bytes", async () => {
  const outcome = await run(["summon", "apiKey"], { env: { MJ_APIKEY_PUBLIC: "", MJ_APIKEY_PRIVATE: PAIR.apiSecret } });
  expect(outcome).toMatchObject({ code: 66, stdout: "" });
});

it("answers --version", async () => {
  expect(await run(["summon", "--version"])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
  });
});

it("without an id it answers each line before the next comes, from one read of each account", async () => {
  await using vault = await startVaultEmulator();
  vault.put("secret/mailjet", { ...PAIR });
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken };
  const running = await startExec(["summon", "--provider", "vault", "--secret", "mailjet"], { env });
  running.process.stdin.write("apiKey\n");
  await running.seen(new RegExp(`^${base64(PAIR.apiKey)}\n$`));
  vault.put("secret/mailjet", OTHER);
  running.process.stdin.write("apiSecret\r\napiKey\n");
  running.process.stdin.end();
  const { code, stdout, stderr } = await running.end();
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout.split("\n")).toEqual([base64(PAIR.apiKey), base64(PAIR.apiSecret), base64(PAIR.apiKey), ""]);
});

it("a line that is no id ends it with a message", async () => {
  const outcome = await run(["summon"], { input: "apiKey\nnothing\napiSecret\n" });
  expect(outcome).toMatchObject({ code: 66, stdout: `${base64(PAIR.apiKey)}\n` });
  expect(outcome.stderr).toContain("There is no such id");
});

it("without an id at a terminal it does not wait for one", async () => {
  const outcome = await (await startInTerminal(["summon"])).end();
  expect(outcome).toMatchObject({ code: 64, stdout: expect.stringContaining("Name an id.") });
});

it("an output that is closed early gives no stack", async () => {
  const running = await startExec(["summon"]);
  running.process.stdout.destroy();
  running.process.stdin.end("apiKey\napiSecret\n");
  expect(await running.end()).toMatchObject({ signal: null, stderr: "" });
});

it("the program of the help makes it a provider that Summon can start", async () => {
  const { stdout } = await run(["summon", "--help"]);
  const script = /#!\/bin\/sh\n\s+(exec .*)/.exec(stdout)?.[1];
  expect(script).toBe('exec mailjet-secrets summon "$@"');
  const cwd = await folderWith({
    provider: `#!/bin/sh\n${script?.replace("mailjet-secrets", `${process.execPath} ${MAIN}`)}\n`,
  });
  const outcome = await run(["exec", "--", "sh", "./provider", "apiSecret"], { cwd });
  expect(outcome).toMatchObject({ code: 0, stdout: PAIR.apiSecret });
});
