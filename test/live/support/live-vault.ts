import { needed } from "./needed.ts";

/** The Vault or OpenBao server of this run. */
export interface LiveVault {
  readonly address: string;
  /** May read, write and delete below `prefix` of the mounts. */
  readonly token: string;
  /** A KV mount of version 2. */
  readonly mount: string;
  /** A KV mount of version 1. `undefined`: there is none to test. */
  readonly firstMount: string | undefined;
  /** An AppRole that may read, create and update below `prefix`. `undefined`: there is none to test. */
  readonly appRole: { readonly roleId: string; readonly secretId: string } | undefined;
  /** Path in the mounts below which tests keep their secrets; without slashes around it. */
  readonly prefix: string;
  readonly caFile: string | undefined;
  readonly namespace: string | undefined;
}

/** Reads the `LIVE_VAULT_*` variables. Throws `Error` if there is no server, or half of an AppRole. */
export function liveVault(): LiveVault {
  const { LIVE_VAULT_ROLE_ID: roleId, LIVE_VAULT_MOUNT_V1: firstMount } = process.env;
  return {
    address: needed("LIVE_VAULT_ADDR"),
    token: needed("LIVE_VAULT_TOKEN"),
    mount: process.env["LIVE_VAULT_MOUNT"] ?? "secret",
    firstMount: firstMount || undefined,
    appRole: roleId ? { roleId, secretId: needed("LIVE_VAULT_SECRET_ID") } : undefined,
    prefix: process.env["LIVE_VAULT_PREFIX"] ?? "mailjet-secrets-live",
    caFile: process.env["LIVE_VAULT_CACERT"],
    namespace: process.env["LIVE_VAULT_NAMESPACE"],
  };
}
