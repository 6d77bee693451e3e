import { type AwsEmulator, type AwsEmulatorOptions, startAwsEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";

/** A pair as the secret's text holds it. */
export const PAIR: Readonly<Record<string, string>> = {
  public: "00112233445566778899aabbccddeeff",
  private: "ffeeddccbbaa99887766554433221100",
};
export const NEXT_PAIR: Readonly<Record<string, string>> = {
  public: "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
  private: "f0e1d2c3b4a5968778695a4b3c2d1e0f",
};

/** Starts an emulator with the secret `mail`, until the test is over. */
export async function startEmulator(options: AwsEmulatorOptions = {}): Promise<AwsEmulator> {
  const emulator = await startAwsEmulator({ secrets: { mail: PAIR }, ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}
