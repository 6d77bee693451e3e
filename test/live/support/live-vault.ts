import { needed } from "./needed.ts";

/** The Vault or OpenBao server of this run. */
export interface LiveVault {
  readonly address: string;
  /** May read, write and delete below `prefix` of `mount`. */
  readonly token: string;
  /** A KV mount of version 2. */
  readonly mount: string;
  /** Path in the mount below which tests keep their secrets; without slashes around it. */
  readonly prefix: string;
  readonly caFile: string | undefined;
  readonly namespace: string | undefined;
}

/** Reads the `LIVE_VAULT_*` variables. Throws `Error` if there is no server. */
export function liveVault(): LiveVault {
  return {
    address: needed("LIVE_VAULT_ADDR"),
    token: needed("LIVE_VAULT_TOKEN"),
    mount: process.env["LIVE_VAULT_MOUNT"] ?? "secret",
    prefix: process.env["LIVE_VAULT_PREFIX"] ?? "mailjet-secrets-live",
    caFile: process.env["LIVE_VAULT_CACERT"],
    namespace: process.env["LIVE_VAULT_NAMESPACE"],
  };
}
