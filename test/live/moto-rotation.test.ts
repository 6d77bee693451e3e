import { CreateSecretCommand, RotateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { createTransport } from "@mailjet-secrets/http";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import type { RotationOptions } from "../../packages/aws/src/rotation.ts";
import {
  GREEN,
  OLD,
  type RotationWorld,
  SECRET,
  SECRETS,
  STEPS,
  startRotationWorld,
  versionId,
} from "../../packages/aws/test/support/rotation-world.ts";
import { type Moto, startMoto } from "./support/start-moto.ts";

const [ONE, TWO, THREE] = [versionId(1), versionId(2), versionId(3)];
const ROLE = "arn:aws:iam::123456789012:role/rotation";

let moto: Moto;
beforeEach(async () => {
  moto = await startMoto();
});
afterEach(() => moto.stop());

/** Calls a service of moto that has no client here; it looks at the name in the signature only. */
async function call(service: string, path: string, body: string, contentType: string): Promise<unknown> {
  const transport = createTransport({ provider: "live test", baseUrl: moto.endpoint });
  const scope = `AKIALIVETESTSEXAMPLE/20260101/eu-west-1/${service}/aws4_request`;
  const headers = {
    "content-type": contentType,
    authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`,
  };
  const answer = await transport.request({ method: "POST", path, headers, body, signal: new AbortController().signal });
  await transport.close();
  if (answer.status >= 300) throw new Error(`moto answered ${answer.status} to ${service}: ${answer.body.toString()}`);
  return answer.body;
}

/** A function that does nothing: the test calls ours in its place. */
async function makeFunction(): Promise<string> {
  await call("moto-api", "/moto-api/config", '{"lambda":{"use_docker":false}}', "application/json");
  const trust = encodeURIComponent('{"Version":"2012-10-17","Statement":[]}');
  const role = `Action=CreateRole&Version=2010-05-08&RoleName=rotation&AssumeRolePolicyDocument=${trust}`;
  await call("iam", "/", role, "application/x-www-form-urlencoded");
  const definition = { FunctionName: "rotation", Runtime: "nodejs22.x", Handler: "index.handler", Role: ROLE };
  const code = { Code: { ZipFile: "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" } };
  const body = JSON.stringify({ ...definition, ...code });
  await call("lambda", "/2015-03-31/functions", body, "application/json");
  return "arn:aws:lambda:eu-west-1:123456789012:function:rotation";
}

async function motoRotation(more: Partial<RotationOptions> = {}): Promise<RotationWorld> {
  const { endpoint, env } = moto;
  const credentials = {
    accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
  const aws = { endpoint, region: "eu-west-1", credentials };
  const client = new SecretsManagerClient(aws);
  onTestFinished(() => client.destroy());
  for (const [Name, value] of Object.entries(SECRETS)) {
    await client.send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(value) }));
  }
  const RotationLambdaARN = await makeFunction();
  const world = await startRotationWorld(
    {
      client,
      aws,
      async request(version) {
        // moto takes a label that stays on the current version for a rotation that goes on, which AWS does not.
        await world.clearPending();
        const RotationRules = { AutomaticallyAfterDays: 30 };
        const input = { SecretId: "billing", ClientRequestToken: version, RotationLambdaARN, RotationRules };
        await client.send(new RotateSecretCommand(input));
      },
    },
    more,
  );
  return world;
}

it("passes the four steps twice in a row, and again when each step is repeated", async () => {
  const world = await motoRotation({ sender: "shop@example.com" });
  const first = (await world.labels())["AWSCURRENT"];
  await world.rotate(ONE);
  expect(await world.labels()).toMatchObject({ AWSCURRENT: ONE, AWSPREVIOUS: first });
  await world.rotate(TWO);
  expect(await world.labels()).toMatchObject({ AWSCURRENT: TWO, AWSPREVIOUS: ONE });
  await world.request(THREE);
  for (const step of STEPS) {
    await world.call(step, THREE);
    await world.call(step, THREE, { isNew: true });
  }
  expect(await world.labels()).toMatchObject({ AWSCURRENT: THREE, AWSPREVIOUS: TWO });
  const key = (await world.keys()).at(-1);
  expect(await world.value()).toEqual({ ...SECRET, public: key?.APIKey, private: expect.any(String) });
  expect((await world.keys()).filter(({ IsActive }) => !IsActive).map(({ Name }) => Name)).toEqual([
    "billing old",
    expect.stringMatching(/^billing \(AWS rotation [0-9a-f]{12}\)$/),
  ]);
});

it("takes turns between two permanent pairs", async () => {
  const world = await motoRotation({ plan: "blue-green" });
  await world.rotate(ONE);
  expect(await world.value()).toMatchObject({ public: GREEN.apiKey, team: "billing" });
  await world.rotate(TWO);
  expect(await world.value()).toMatchObject({ public: OLD.apiKey, team: "billing" });
});

it("is completed by another process after each step, and after one that Mailjet let fail", async () => {
  const world = await motoRotation();
  await world.request(ONE);
  for (const step of STEPS) {
    if (step !== "finishSecret") {
      world.mailjet.fail({ kind: "status", status: 503 });
      await expect(world.call(step, ONE, { isNew: true })).rejects.toMatchObject({ code: "UNAVAILABLE" });
      world.mailjet.clearFaults();
    }
    await world.call(step, ONE, { isNew: true });
  }
  expect(await world.labels()).toMatchObject({ AWSCURRENT: ONE });
  expect((await world.keys()).filter(({ Name }) => Name.startsWith("billing ("))).toHaveLength(1);
});

it("refuses a version that no rotation is to make", async () => {
  const world = await motoRotation();
  await world.rotate(ONE);
  await expect(world.call("createSecret", TWO)).rejects.toMatchObject({ code: "CONFLICT" });
});
