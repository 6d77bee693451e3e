import { createTransport, type TransportResponse } from "@mailjet-secrets/http";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Moto, startMoto } from "./support/start-moto.ts";

let moto: Moto;
beforeAll(async () => {
  moto = await startMoto();
});
afterAll(() => moto.stop());

async function secretsManager(action: string, body: object): Promise<TransportResponse> {
  const scope = `Credential=${moto.env["AWS_ACCESS_KEY_ID"]}/20260101/${moto.env["AWS_REGION"]}/secretsmanager/aws4_request`;
  const transport = createTransport({ provider: "aws", baseUrl: moto.endpoint });
  return transport
    .request({
      method: "POST",
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": `secretsmanager.${action}`,
        authorization: `AWS4-HMAC-SHA256 ${scope}`,
      },
      body: JSON.stringify(body),
      signal: new AbortController().signal,
    })
    .finally(() => transport.close());
}

it("keeps secrets until it is reset, or restarted on the same port", async () => {
  const create = () => secretsManager("CreateSecret", { Name: "a", SecretString: "text" });
  const read = () => secretsManager("GetSecretValue", { SecretId: "a" });
  await create();
  expect((await read()).json()).toMatchObject({ Name: "a", SecretString: "text" });
  await moto.reset();
  expect((await read()).text()).toContain("ResourceNotFoundException");
  await create();
  await moto.restart();
  expect((await read()).text()).toContain("ResourceNotFoundException");
});
