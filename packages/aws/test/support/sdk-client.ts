import { SecretsManagerClient, type SecretsManagerClientConfig } from "@aws-sdk/client-secrets-manager";
import type { AwsEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";

/** A bare SDK client of the emulator, until the test is over. */
export function sdkClient(emulator: AwsEmulator, config: SecretsManagerClientConfig = {}): SecretsManagerClient {
  const client = new SecretsManagerClient({
    endpoint: emulator.url,
    region: emulator.region,
    credentials: emulator.accessKey,
    maxAttempts: 1,
    ...config,
  });
  onTestFinished(() => client.destroy());
  return client;
}
