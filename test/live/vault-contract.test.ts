import { readFile } from "node:fs/promises";
import { createTransport, type Transport } from "@mailjet-secrets/http";
import { CONTRACT_FAULTS, type ProviderHarness, providerContract } from "@mailjet-secrets/testing";
import { describe, it } from "vitest";
import { vaultProvider } from "../../packages/vault/src/index.ts";
import { liveVault } from "./support/live-vault.ts";

async function connect(): Promise<Transport> {
  const { address, token, caFile, namespace } = liveVault();
  return createTransport({
    provider: "vault",
    baseUrl: address,
    headers: { "x-vault-token": token, ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }) },
    ...(caFile === undefined ? {} : { caCertificates: [await readFile(caFile, "utf8")] }),
  });
}

async function harness(): Promise<ProviderHarness> {
  const { address, token, mount, prefix, caFile, namespace } = liveVault();
  const transport = await connect();
  const id = `${prefix}/contract`;
  const { signal } = new AbortController();
  const remove = async (): Promise<void> => {
    await transport.request({ method: "DELETE", path: `/v1/${mount}/metadata/${id}`, signal });
  };
  return {
    unsupported: [...CONTRACT_FAULTS, "request counts", "open requests", "logins"],
    secret: { id },
    storeSecrets: [token],
    open: () =>
      vaultProvider({
        address,
        mount,
        auth: { method: "token", token },
        environment: {},
        ...(caFile === undefined ? {} : { tls: { caFile } }),
        ...(namespace === undefined ? {} : { namespace }),
      }),
    async seed(values) {
      const body = JSON.stringify({ data: values });
      await transport.request({ method: "POST", path: `/v1/${mount}/data/${id}`, body, signal });
    },
    remove,
    async close() {
      await remove();
      await transport.close();
    },
  };
}

describe("Vault: KV v2", () => providerContract({ describe, it }, harness));
