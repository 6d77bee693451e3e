import type { SecretsProvider } from "@mailjet-secrets/core";
import { type ContractFault, movableClock, type ProviderHarness, providerContract } from "@mailjet-secrets/testing";
import { afterAll, describe, it } from "vitest";
import { vaultProvider } from "../../packages/vault/src/index.ts";
import { addRole, ROLE_ID, revokeLogins, SECRET_ID, setUpAppRole, writePolicy } from "./support/bao-setup.ts";
import { type Bao, startBao } from "./support/start-bao.ts";

const LOGIN_PAUSE_MS = 15 * 60_000;
const RULES = { "secret/data/*": ["read", "create", "update"], "kv/*": ["read", "create", "update"] };

let bao: Bao | undefined;

async function setUp(): Promise<Bao> {
  const started = await startBao();
  await setUpAppRole(started, RULES);
  await started.request("POST", "/v1/sys/mounts/kv", { type: "kv", options: { version: "1" } });
  return started;
}

async function bringAbout(server: Bao, fault: ContractFault): Promise<void> {
  if (fault === "denied") await writePolicy(server, { "unrelated/*": ["read"] });
  else await server.request("DELETE", "/v1/auth/approle/role/app");
}

async function bringBack(server: Bao): Promise<void> {
  await writePolicy(server, RULES);
  await addRole(server);
}

/** Everything that the server is told has arrived there before the next read. */
function afterwards(provider: SecretsProvider, arrived: () => Promise<unknown>): SecretsProvider {
  const { write } = provider;
  return {
    ...provider,
    read: async (...call) => {
      await arrived();
      return provider.read(...call);
    },
    ...(write === undefined
      ? {}
      : {
          write: async (...call) => {
            await arrived();
            return write(...call);
          },
        }),
  };
}

async function harness(version: 1 | 2): Promise<ProviderHarness> {
  bao ??= await setUp();
  const server = bao;
  const [mount, path] = version === 1 ? ["kv", "/v1/kv/contract"] : ["secret", "/v1/secret/data/contract"];
  await bringBack(server);
  let told: Promise<unknown> = Promise.resolve();
  const tell = (work: () => Promise<unknown>): void => {
    told = told.then(work);
  };
  const clock = movableClock();
  const auth = { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID } as const;
  return {
    unsupported: [
      ...(["rate limited", "unavailable", "reset", "hang", "garbage"] as const),
      ...(["request counts", "open requests", "logins"] as const),
      ...(version === 1 ? (["versions", "conditional writes"] as const) : []),
    ],
    secret: { id: "contract" },
    storeSecrets: [ROLE_ID, SECRET_ID],
    open: () => afterwards(vaultProvider({ address: server.address, environment: {}, mount, auth, clock }), () => told),
    async seed(values) {
      await server.request("POST", path, version === 1 ? values : { data: values });
    },
    async remove() {
      await server.request("DELETE", version === 1 ? path : "/v1/secret/metadata/contract");
    },
    fail: (fault) => tell(() => bringAbout(server, fault)),
    recover() {
      tell(() => bringBack(server));
      clock.putForward(LOGIN_PAUSE_MS); // refused credentials are not tried again before
    },
    expireSessions: () => tell(() => revokeLogins(server)),
    close: async () => void (await told),
  };
}

afterAll(() => bao?.stop());

describe("OpenBao: KV v1", () => providerContract({ describe, it }, () => harness(1)));
describe("OpenBao: KV v2", () => providerContract({ describe, it }, () => harness(2)));
