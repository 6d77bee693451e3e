import { readFile } from "node:fs/promises";
import { createTransport, type Transport } from "@mailjet-secrets/http";
import { CONTRACT_FAULTS, type ProviderHarness, providerContract } from "@mailjet-secrets/testing";
import { describe, it } from "vitest";
import { type VaultAuth, vaultProvider } from "../../packages/vault/src/index.ts";
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

async function harness(version: 1 | 2, mount: string, auth: VaultAuth): Promise<ProviderHarness> {
  const { address, token, prefix, caFile, namespace, appRole } = liveVault();
  const transport = await connect();
  const id = `${prefix}/contract`;
  const { signal } = new AbortController();
  const [data, all] = version === 1 ? ["", ""] : ["data/", "metadata/"];
  const remove = async (): Promise<void> => {
    await transport.request({ method: "DELETE", path: `/v1/${mount}/${all}${id}`, signal });
  };
  return {
    unsupported: [
      ...CONTRACT_FAULTS,
      ...(["request counts", "open requests", "logins"] as const),
      ...(version === 1 ? (["versions", "conditional writes"] as const) : []),
    ],
    secret: { id },
    storeSecrets: [token, ...Object.values(appRole ?? {})],
    open: () =>
      vaultProvider({
        address,
        mount,
        auth,
        environment: {},
        ...(caFile === undefined ? {} : { tls: { caFile } }),
        ...(namespace === undefined ? {} : { namespace }),
      }),
    async seed(values) {
      const body = JSON.stringify(version === 1 ? values : { data: values });
      await transport.request({ method: "POST", path: `/v1/${mount}/${data}${id}`, body, signal });
    },
    remove,
    async close() {
      await remove();
      await transport.close();
    },
  };
}

const { token, appRole, mount, firstMount } = liveVault();
const logIns: readonly VaultAuth[] = [
  { method: "token", token },
  ...(appRole === undefined ? [] : [{ method: "appRole" as const, ...appRole }]),
];
const mounts: readonly (readonly [1 | 2, string])[] = [
  [2, mount],
  ...(firstMount === undefined ? [] : [[1, firstMount] as const]),
];

for (const auth of logIns) {
  for (const [version, at] of mounts) {
    describe(`Vault: KV v${version}, ${auth.method}`, () =>
      providerContract({ describe, it }, () => harness(version, at, auth)));
  }
}
