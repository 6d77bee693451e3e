import { RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import type { AwsEmulator, MailjetEmulatorOptions } from "@mailjet-secrets/testing";
import type { RotationOptions } from "../../src/rotation.ts";
import { type RotationWorld, SECRETS, startRotationWorld } from "./rotation-world.ts";
import { sdkClient } from "./sdk-client.ts";
import { startEmulator } from "./start-emulator.ts";

const LAMBDA = "arn:aws:lambda:eu-west-1:111111111111:function:rotation";

/** A {@link RotationWorld} whose Secrets Manager is our emulator. */
export async function emulatedRotation(
  more: Partial<RotationOptions> = {},
  mailjetOptions: MailjetEmulatorOptions = {},
): Promise<RotationWorld & { readonly aws: AwsEmulator }> {
  const aws = await startEmulator({ secrets: SECRETS });
  const client = sdkClient(aws);
  const store = {
    client,
    aws: { endpoint: aws.url, region: aws.region, credentials: aws.accessKey, timeoutMs: 15_000 },
    async request(version: string) {
      const input = { SecretId: "billing", ClientRequestToken: version, RotationLambdaARN: LAMBDA };
      await client.send(new RotateSecretCommand(input));
    },
  };
  return { ...(await startRotationWorld(store, more, mailjetOptions)), aws };
}
