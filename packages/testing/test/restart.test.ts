import { expect, it, onTestFinished } from "vitest";
import { startAwsEmulator } from "../src/aws-emulator.ts";
import { signedHeaders } from "./support/aws-signature.ts";
import { call, LOGIN, startConjur, tokenHeader } from "./support/conjur-calls.ts";
import { rawRequest } from "./support/raw-request.ts";
import { startVault } from "./support/start-vault.ts";
import { ask } from "./support/vault-calls.ts";

it("takes its tokens from a Vault, and leaves it its secrets, on the same port", async () => {
  const vault = await startVault();
  vault.put("secret/mailjet", { a: "b" });
  const token = vault.createToken();
  const hold = vault.hold();
  const waiting = expect(ask(vault, { path: "sys/health" })).rejects.toMatchObject({ code: "ECONNRESET" });
  await hold.arrived(1);
  hold.release();
  vault.restart();
  await waiting;
  expect((await ask(vault, { path: "auth/token/lookup-self", token })).status).toBe(403);
  expect((await ask(vault, { path: "secret/data/mailjet" })).status).toBe(200);
});

it("takes its tokens from a Conjur", async () => {
  const conjur = await startConjur();
  const headers = tokenHeader(conjur.issueAccessToken(LOGIN));
  expect((await call(conjur, "/whoami", { headers })).status).toBe(200);
  conjur.restart();
  expect((await call(conjur, "/whoami", { headers })).status).toBe(401);
});

it("takes the keys of assumed roles from an AWS, and what its agent kept", async () => {
  const roleArn = "arn:aws:iam::111111111111:role/mail";
  const aws = await startAwsEmulator({ secrets: { mail: "one" }, roles: [{ arn: roleArn }] });
  onTestFinished(() => aws.close());
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const body = `Action=AssumeRole&RoleArn=${encodeURIComponent(roleArn)}&RoleSessionName=test`;
  const headers = signedHeaders(aws, { service: "sts", body, headers: form });
  const assumed = await rawRequest(aws.url, { method: "POST", headers, body });
  const part = (name: string): string => new RegExp(`<${name}>(.*)</${name}>`).exec(assumed.text)?.[1] ?? "";
  const key = {
    accessKeyId: part("AccessKeyId"),
    secretAccessKey: part("SecretAccessKey"),
    sessionToken: part("SessionToken"),
  };
  const read = async (): Promise<number> => {
    const request = { body: '{"SecretId":"mail"}', target: "GetSecretValue", key };
    return (await rawRequest(aws.url, { method: "POST", headers: signedHeaders(aws, request), body: request.body }))
      .status;
  };
  const readByAgent = (): Promise<{ readonly text: string }> =>
    rawRequest(`${aws.url}/secretsmanager/get?secretId=mail`, {
      headers: { "x-aws-parameters-secrets-token": aws.agent.token },
    });
  expect([await read(), (await readByAgent()).text]).toEqual([200, expect.stringContaining('"one"')]);
  aws.putSecret("mail", "two");
  expect((await readByAgent()).text).toContain('"one"');
  aws.restart();
  expect([await read(), (await readByAgent()).text]).toEqual([400, expect.stringContaining('"two"')]);
});
