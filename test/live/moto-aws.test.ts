import { awsProvider } from "@mailjet-secrets/aws";
import type { SecretsProvider } from "@mailjet-secrets/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { liveSecrets } from "../../packages/aws/test/support/live-secrets.ts";
import { type Moto, startMoto } from "./support/start-moto.ts";

const TEXT = JSON.stringify({
  apiKey: "00112233445566778899aabbccddeeff",
  apiSecret: "ffeeddccbbaa99887766554433221100",
});

let moto: Moto;
let before: NodeJS.ProcessEnv;
beforeEach(async () => {
  moto = await startMoto();
  before = { ...process.env };
  Object.assign(process.env, moto.env);
});
afterEach(async () => {
  process.env = before;
  await moto.stop();
});

async function store(): Promise<void> {
  const secrets = liveSecrets({});
  await secrets.store("mail", TEXT);
  secrets.close();
}

async function fieldsOf(provider: SecretsProvider): Promise<string[]> {
  const { values } = await provider.read({ id: "mail" }, { signal: new AbortController().signal });
  return Object.keys(values);
}

it("is read with the credentials of an assumed role, found by the SDK's own variables", async () => {
  await store();
  const provider = awsProvider({ roleArn: "arn:aws:iam::123456789012:role/mail" });
  expect(await fieldsOf(provider)).toEqual(["apiKey", "apiSecret"]);
  await provider.close?.();
});

it("is read again by the same provider after it was down", async () => {
  await store();
  const provider = awsProvider();
  expect(await fieldsOf(provider)).toEqual(["apiKey", "apiSecret"]);
  await moto.kill();
  await expect(fieldsOf(provider)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await moto.restart();
  await expect(fieldsOf(provider)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await store();
  expect(await fieldsOf(provider)).toEqual(["apiKey", "apiSecret"]);
  await provider.close?.();
});
