import {
  CancelRotateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";
import type { AwsEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { sdkClient } from "./support/sdk-client.ts";
import { startEmulator } from "./support/start-emulator.ts";

const ONE = "11111111-2222-4333-8444-555555555551";
const TWO = "11111111-2222-4333-8444-555555555552";
const LAMBDA = "arn:aws:lambda:eu-west-1:111111111111:function:rotation";
const id = { SecretId: "mail" };

async function start(): Promise<{ emulator: AwsEmulator; client: SecretsManagerClient; first: string }> {
  const emulator = await startEmulator();
  return { emulator, client: sdkClient(emulator), first: emulator.stagesOf("mail")["AWSCURRENT"] ?? "" };
}

const rotate = (token: string, more: object = { RotationLambdaARN: LAMBDA }): RotateSecretCommand =>
  new RotateSecretCommand({ ...id, ClientRequestToken: token, ...more });
const describeSecret = new DescribeSecretCommand(id);

it("announces a version that has no value yet, and says that rotation is on", async () => {
  const { client, first } = await start();
  expect(await client.send(describeSecret)).toMatchObject({ RotationEnabled: false });
  expect(await client.send(rotate(ONE))).toMatchObject({ VersionId: ONE });
  expect(await client.send(describeSecret)).toMatchObject({
    RotationEnabled: true,
    RotationLambdaARN: LAMBDA,
    VersionIdsToStages: { [first]: ["AWSCURRENT"], [ONE]: ["AWSPENDING"] },
  });
  const read = client.send(new GetSecretValueCommand({ ...id, VersionId: ONE }));
  await expect(read).rejects.toMatchObject({ name: "ResourceNotFoundException" });
});

it("takes the value of the announced version once", async () => {
  const { client } = await start();
  await client.send(rotate(ONE));
  const put = (text: string): Promise<unknown> =>
    client.send(
      new PutSecretValueCommand({
        ...id,
        ClientRequestToken: ONE,
        SecretString: text,
        VersionStages: ["AWSPENDING"],
        RotationToken: "rotation-token",
      }),
    );
  await put("second");
  await put("second");
  await expect(put("other")).rejects.toMatchObject({ name: "ResourceExistsException" });
  const read = await client.send(new GetSecretValueCommand({ ...id, VersionStage: "AWSPENDING" }));
  expect(read).toMatchObject({ SecretString: "second", VersionId: ONE });
});

it("refuses another rotation until AWSPENDING is on the current version or gone", async () => {
  const { client, first, emulator } = await start();
  await client.send(rotate(ONE));
  await client.send(rotate(ONE));
  await expect(client.send(rotate(TWO))).rejects.toMatchObject({ name: "InvalidRequestException" });
  const move = { ...id, VersionStage: "AWSCURRENT", MoveToVersionId: ONE, RemoveFromVersionId: first };
  await client.send(new UpdateSecretVersionStageCommand(move));
  await client.send(rotate(TWO, {}));
  expect(emulator.stagesOf("mail")).toEqual({ AWSCURRENT: ONE, AWSPREVIOUS: first, AWSPENDING: TWO });
  await client.send(
    new UpdateSecretVersionStageCommand({ ...id, VersionStage: "AWSPENDING", RemoveFromVersionId: TWO }),
  );
  await client.send(rotate(TWO, {}));
});

it("refuses a rotation without a function, and switches it off", async () => {
  const { client } = await start();
  await expect(client.send(rotate(ONE, {}))).rejects.toMatchObject({ name: "InvalidRequestException" });
  await client.send(rotate(ONE, { RotationLambdaARN: LAMBDA, RotateImmediately: false }));
  expect(await client.send(describeSecret)).toMatchObject({ RotationEnabled: true });
  await client.send(new CancelRotateSecretCommand(id));
  expect(await client.send(describeSecret)).toMatchObject({ RotationEnabled: false });
});
