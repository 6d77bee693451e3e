import type { SecretReference, SecretSnapshot, SecretsProvider } from "@mailjet-secrets/core";
import type { AwsEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";
import { type AwsAgentOptions, type AwsSdkOptions, awsProvider } from "../../src/index.ts";

/** A provider by the SDK with these options and no others, until the test is over. */
export function bareSdkProvider(options: AwsSdkOptions): SecretsProvider {
  return closing(awsProvider(options));
}

/** A provider for the emulator by the SDK, until the test is over. */
export function sdkProvider(emulator: AwsEmulator, options: AwsSdkOptions = {}): SecretsProvider {
  const { url: endpoint, region, accessKey: credentials } = emulator;
  // Long, so that a busy machine does not decide; tests of the bound set their own.
  const defaults = { endpoint, region, credentials, timeoutMs: 15_000 };
  return bareSdkProvider({ ...defaults, ...options });
}

/** A provider for the emulator by its local agent, or as if that were the Lambda extension. */
export function agentProvider(emulator: AwsEmulator, options: Partial<AwsAgentOptions> = {}): SecretsProvider {
  return closing(
    awsProvider({ via: "agent", port: emulator.port, token: emulator.agent.token, timeoutMs: 15_000, ...options }),
  );
}

/** Closes the provider when the test is over. */
export function closing(provider: SecretsProvider): SecretsProvider {
  onTestFinished(() => provider.close?.());
  return provider;
}

/** Reads the secret `mail`, or another. */
export function read(provider: SecretsProvider, secret: Partial<SecretReference> = {}): Promise<SecretSnapshot> {
  return provider.read({ id: "mail", ...secret }, { signal: new AbortController().signal });
}
