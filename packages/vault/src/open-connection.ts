import type { Clock } from "@mailjet-secrets/core";
import { cleanNamespace } from "./clean-namespace.ts";
import { type KvVersion, kvVersion } from "./kv-version.ts";
import type { LogIn } from "./log-in.ts";
import { createVaultClient, type VaultClient } from "./node-vault-client.ts";
import { cleanPath, DEFAULT_MOUNT } from "./secret-path.ts";
import { createSession, type Session } from "./session.ts";
import type { VaultProviderOptions } from "./vault-options.ts";
import { vaultSettings } from "./vault-settings.ts";

/** What a provider works with from its first read on. */
export interface Connection {
  readonly client: VaultClient;
  readonly session: Session;
  readonly engine: KvVersion;
  /** Namespace to read from. */
  readonly namespace: string;
}

/** What the provider has beside its options. */
export interface ConnectionParts {
  readonly logIn: LogIn;
  readonly clock: Clock;
  /** Aborts, with the error for later calls, when the provider is closed. */
  readonly closing: AbortSignal;
}

/** Reads environment and files, and loads node-vault. Sends nothing. */
export async function openConnection(
  options: VaultProviderOptions,
  { logIn, clock, closing }: ConnectionParts,
  signal: AbortSignal,
): Promise<Connection> {
  const { transport, namespace, viaAgent, hasClientCertificate } = await vaultSettings(options, signal);
  const client = await createVaultClient({ ...transport, clock });
  const context = {
    client,
    environment: options.environment ?? process.env,
    namespace: logInNamespace(options) ?? namespace,
    closing,
    viaAgent,
    hasClientCertificate,
    clock,
  };
  const mount = cleanPath(options.mount ?? DEFAULT_MOUNT, "mount");
  return {
    client,
    session: createSession({ logIn, context, random: Math.random }),
    engine: kvVersion({ client, mount, namespace, fixed: options.kvVersion ?? "auto" }),
    namespace,
  };
}

function logInNamespace({ auth }: VaultProviderOptions): string | undefined {
  if (auth === undefined || !("namespace" in auth) || auth.namespace === undefined) return undefined;
  return cleanNamespace(auth.namespace, "auth.namespace");
}
