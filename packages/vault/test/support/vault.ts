import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import {
  startVaultEmulator,
  type VaultEmulator,
  type VaultEmulatorOptions,
  type VaultRole,
} from "@mailjet-secrets/testing";
import { expect, onTestFinished } from "vitest";
import { type VaultAuth, type VaultProvider, type VaultProviderOptions, vaultProvider } from "../../src/index.ts";

export const PAIR = {
  MJ_APIKEY_PUBLIC: "00112233445566778899aabbccddeeff",
  MJ_APIKEY_PRIVATE: "ffeeddccbbaa99887766554433221100",
} as const;

export const ROLE_ID = "5f0c8a11-role-4c1e-9d6a-3b7e2f90aa01";
export const SECRET_ID = "e2b96d70-secret-4f5a-8c3d-917b6e04cc02";

/** An AppRole that may read and write everything in the mount `secret`. */
export const APP_ROLE = {
  method: "approle",
  name: "app",
  roleId: ROLE_ID,
  secretIds: [{ secretId: SECRET_ID }],
  policies: ["app"],
} as const satisfies VaultRole;

/** Starts an emulator with the AppRole and the pair at secret/mailjet, until the test is over. */
export async function startVault(options: VaultEmulatorOptions = {}): Promise<VaultEmulator> {
  const vault = await startVaultEmulator({
    policies: { app: { "secret/*": ["read", "create", "update"] } },
    roles: [APP_ROLE],
    ...options,
  });
  onTestFinished(() => vault.close());
  if (options.mounts === undefined) vault.put("secret/mailjet", PAIR);
  return vault;
}

/** A provider that logs in by the AppRole, until the test is over; sees nothing of the machine's environment. */
export function appRoleProvider(vault: VaultEmulator, options: VaultProviderOptions = {}): VaultProvider {
  const auth = { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID } as const;
  return track(vaultProvider({ address: vault.url, environment: {}, kvVersion: 2, auth, ...options }));
}

/** A provider with the root token, until the test is over. */
export function rootProvider(vault: VaultEmulator, options: VaultProviderOptions = {}): VaultProvider {
  const auth = { method: "token", token: vault.rootToken } as const;
  return track(vaultProvider({ address: vault.url, environment: {}, kvVersion: 2, auth, ...options }));
}

/** A provider that logs in as told, until the test is over; sees nothing of the machine's environment. */
export function providerWith(
  vault: VaultEmulator,
  auth: VaultAuth | undefined,
  more: VaultProviderOptions = {},
): VaultProvider {
  const options = { address: vault.url, environment: {}, kvVersion: 2, ...more } as const;
  return track(vaultProvider(auth === undefined ? options : { ...options, auth }));
}

export function track(provider: VaultProvider): VaultProvider {
  onTestFinished(() => provider.close());
  return provider;
}

export const never = (): AbortSignal => new AbortController().signal;

/** Reads the secret `mailjet`, or another, and gives its values. */
export async function read(
  provider: VaultProvider,
  id = "mailjet",
  more: { readonly fields?: readonly string[]; readonly requestedVersion?: string } = {},
): Promise<Readonly<Record<string, string>>> {
  return (await provider.read({ id, ...more }, { signal: never() })).values;
}

/** Waits for a failure with this code. */
export async function failure(code: SecretsErrorCode, work: Promise<unknown>): Promise<SecretsError> {
  const outcome = await work.then(
    () => "nothing failed",
    (error: unknown) => error,
  );
  expect(SecretsError.is(outcome) ? outcome.code : outcome).toBe(code);
  expect((outcome as SecretsError).provider).toBe("vault");
  return outcome as SecretsError;
}

/** Paths of the requests that arrived, without `/v1/`. */
export function paths(vault: VaultEmulator): string[] {
  return vault.received.map(({ path }) => path.replace("/v1/", ""));
}
