import { type Hold, startVaultEmulator } from "@mailjet-secrets/testing";
import type { Pair } from "./pairs.ts";
import { type Store, storeIn } from "./stores.ts";

/** A store that holds the pairs of many tenants, beside the one of the default account. */
export interface TenantStore extends Store {
  /** Where the secrets of the tenants are; the name of the tenant follows. */
  readonly prefix: string;
  writeFor(tenant: string, pair: Pair): void;
  /** Number of reads of the tenant's secret that arrived. */
  readsFor(tenant: string): number;
  /** Processes reads of the tenant's secret, and holds the answers back. */
  holdFor(tenant: string): Hold;
}

/** Starts an emulated Vault for tenants. */
export async function tenantStore(): Promise<TenantStore> {
  const vault = await startVaultEmulator();
  const prefix = "tenants/";
  const pathOf = (tenant: string): string => `/v1/secret/data/${prefix}${tenant}`;
  return {
    ...storeIn(vault),
    prefix,
    reads: () => vault.received.filter(({ path }) => path.startsWith(pathOf(""))).length,
    writeFor: (tenant, pair) => void vault.put(`secret/${prefix}${tenant}`, pair),
    readsFor: (tenant) => vault.received.filter(({ path }) => path === pathOf(tenant)).length,
    holdFor: (tenant) => vault.hold(pathOf(tenant)),
  };
}
