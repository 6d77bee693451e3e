import {
  type ContractFault,
  movableClock,
  type ProviderHarness,
  providerContract,
  startVaultEmulator,
  type VaultFault,
} from "@mailjet-secrets/testing";
import { describe, it } from "vitest";
import { vaultProvider } from "../src/index.ts";
import { APP_ROLE, ROLE_ID, SECRET_ID } from "./support/vault.ts";

const LOGIN_PAUSE_MS = 15 * 60_000;

function faultOf(fault: ContractFault): VaultFault {
  const refusal = ["1 error occurred:\n\t* permission denied\n\n"];
  const failed = { kind: "status", path: "/v1/secret/" } as const;
  switch (fault) {
    case "denied":
      return { ...failed, status: 403, errors: refusal };
    case "bad login":
      return { ...failed, status: 400, errors: ["invalid role or secret ID"], path: "/v1/auth/approle/" };
    case "rate limited":
      return { ...failed, status: 429, errors: ["rate limit quota exceeded"] };
    case "unavailable":
      return { ...failed, status: 503, errors: ["Vault is sealed"] };
    case "garbage":
      return { ...failed, status: 200, body: { data: "c0ffee0011223344556677889900aabb" } };
    default:
      return { kind: fault };
  }
}

async function harness(version: 1 | 2): Promise<ProviderHarness> {
  const clock = movableClock();
  const vault = await startVaultEmulator({
    mounts: { secret: version },
    roles: [APP_ROLE],
    policies: { app: { "secret/*": ["read", "create", "update"] } },
  });
  const auth = { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID } as const;
  const isLogin = (path: string): boolean => path.startsWith("/v1/auth/");
  return {
    unsupported: version === 2 ? [] : ["versions", "conditional writes"],
    secret: { id: "contract" },
    storeSecrets: [ROLE_ID, SECRET_ID],
    open: () => vaultProvider({ address: vault.url, environment: {}, kvVersion: version, auth, clock }),
    seed: async (values) => void vault.put("secret/contract", values),
    remove: async () => vault.remove("secret/contract"),
    fail: (fault) => vault.fail(faultOf(fault)),
    recover() {
      vault.clearFaults();
      clock.putForward(LOGIN_PAUSE_MS); // refused credentials are not tried again before
    },
    requestCount: () => vault.received.filter(({ path }) => !isLogin(path)).length,
    openRequests: () => vault.openRequests,
    loginCount: () => vault.loginCount,
    expireSessions: vault.revokeAllTokens,
    close: vault.close,
  };
}

describe("Vault: KV v1", () => providerContract({ describe, it }, () => harness(1)));
describe("Vault: KV v2", () => providerContract({ describe, it }, () => harness(2)));
