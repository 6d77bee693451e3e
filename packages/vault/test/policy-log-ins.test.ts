import { type FakeClock, fakeClock, type VaultEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it, vi } from "vitest";
import type { VaultProvider } from "../src/index.ts";
import { APP_ROLE, appRoleProvider, failure, PAIR, paths, read, startVault } from "./support/vault.ts";

const MINUTE_MS = 60_000;
const OTHER = { MJ_APIKEY_PUBLIC: PAIR.MJ_APIKEY_PRIVATE, MJ_APIKEY_PRIVATE: PAIR.MJ_APIKEY_PUBLIC };

interface Scene {
  readonly clock: FakeClock;
  readonly vault: VaultEmulator;
  readonly provider: VaultProvider;
  /** Gives the role another policy, which lets it read secret/more; tokens that were issued keep what they had. */
  addPolicy(): void;
}

async function scene(): Promise<Scene> {
  const clock = fakeClock();
  const policies = ["app"];
  const vault = await startVault({
    clock,
    policies: { app: { "secret/data/mailjet": ["read"] }, more: { "secret/data/more": ["read"] } },
    roles: [{ ...APP_ROLE, policies, ttlSeconds: 768 * 3_600 }],
  });
  vault.put("secret/more", OTHER);
  return { clock, vault, provider: appRoleProvider(vault, { clock }), addPolicy: () => void policies.push("more") };
}

describe("a policy that a role got after the login", () => {
  it("is had by another login when the token is ten minutes old, once for all; the old token is revoked", async () => {
    const { clock, vault, provider, addPolicy } = await scene();
    await read(provider);
    addPolicy();
    await clock.advance(9 * MINUTE_MS);
    await failure("ACCESS_DENIED", read(provider, "more"));
    expect(vault.loginCount).toBe(1);
    await clock.advance(MINUTE_MS);
    const found = await Promise.all(Array.from({ length: 20 }, () => read(provider, "more")));
    expect(found).toEqual(Array.from({ length: 20 }, () => OTHER));
    expect(vault.loginCount).toBe(2);
    await vi.waitFor(() => expect(paths(vault).filter((path) => path.endsWith("revoke-self"))).toHaveLength(1));
    expect(await read(provider)).toEqual(PAIR);
    expect(vault.loginCount).toBe(2);
  });

  it("is looked for less and less often, so that a path that stays denied makes no logins in a loop", async () => {
    const { clock, vault, provider } = await scene();
    const logIns: number[] = [];
    for (let minute = 0; minute <= 48 * 60; minute += 5) {
      await failure("ACCESS_DENIED", read(provider, "more"));
      if (vault.loginCount > logIns.length) logIns.push(minute);
      await clock.advance(5 * MINUTE_MS);
    }
    expect(logIns).toEqual([0, 10, 30, 70, 150, 310, 630, 1_270, 2_550]);
  });

  it("costs nobody the token that is alive when that login is refused or fails", async () => {
    for (const fault of [{ status: 400, errors: ["invalid role or secret ID"] }, { status: 503 }]) {
      const { clock, vault, provider } = await scene();
      await read(provider);
      await clock.advance(10 * MINUTE_MS);
      vault.fail({ kind: "status", ...fault, path: "/v1/auth/approle/" });
      await failure("ACCESS_DENIED", read(provider, "more"));
      await failure("ACCESS_DENIED", read(provider, "more"));
      expect(vault.loginCount).toBe(2);
      expect(await read(provider)).toEqual(PAIR);
      expect(paths(vault)).not.toContain("auth/token/revoke-self");
    }
  });
});
