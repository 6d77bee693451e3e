import { onTestFinished } from "vitest";
import { startVaultEmulator, type VaultEmulator, type VaultEmulatorOptions } from "../../src/vault-emulator.ts";

/** Starts an emulator that ends with the test. */
export async function startVault(options: VaultEmulatorOptions = {}): Promise<VaultEmulator> {
  const emulator = await startVaultEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
}
