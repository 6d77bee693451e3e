import { type FakeClock, fakeClock, type VaultEmulator, type VaultTokenSettings } from "@mailjet-secrets/testing";
import { describe, expect, it, vi } from "vitest";
import type { VaultProvider } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import {
  APP_ROLE,
  appRoleProvider,
  failure,
  PAIR,
  paths,
  ROLE_ID,
  read,
  SECRET_ID,
  startVault,
} from "./support/vault.ts";

const MINUTE_MS = 60_000;

interface Scene {
  readonly vault: VaultEmulator;
  readonly clock: FakeClock;
  readonly provider: VaultProvider;
  /** The requests since the last call, without the reads of the secret. */
  upkeep(): string[];
}

async function scene(token: VaultTokenSettings): Promise<Scene> {
  const clock = fakeClock();
  const vault = await startVault({ clock, roles: [{ ...APP_ROLE, ...token }] });
  let seen = 0;
  const upkeep = (): string[] => {
    const fresh = paths(vault).slice(seen);
    seen = vault.received.length;
    return fresh.filter((path) => path !== "secret/data/mailjet").map((path) => path.replace(/^auth\//, ""));
  };
  return { vault, clock, provider: appRoleProvider(vault, { clock }), upkeep };
}

describe("a login", () => {
  it("is made at the first read, once for all, without a token, and kept", async () => {
    const { vault, provider, upkeep } = await scene({});
    expect(vault.received).toEqual([]);
    await Promise.all(Array.from({ length: 50 }, () => read(provider)));
    await read(provider);
    expect(upkeep()).toEqual(["approle/login"]);
    expect(vault.received[0]).toMatchObject({
      hasToken: false,
      fields: ["role_id", "secret_id"],
      headers: { "content-type": "application/json", "x-vault-request": "true" },
    });
  });

  it("that was refused is not tried again at once, and then less and less often", async () => {
    const { vault, clock, provider } = await scene({});
    vault.fail({ kind: "status", status: 400, errors: ["invalid role or secret ID"], path: "/v1/auth/" });
    const tries: number[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      await failure("UNAUTHENTICATED", read(provider));
      await failure("UNAUTHENTICATED", read(provider, "other"));
      if (vault.loginCount > tries.length) tries.push(minute);
      await clock.advance(MINUTE_MS);
    }
    expect(tries).toEqual([0, 1, 5, 20, 35, 50]);
    vault.clearFaults();
    await clock.advance(15 * MINUTE_MS);
    expect(await read(provider)).toEqual(PAIR);
  });

  it("that was refused is tried at once with other credentials", async () => {
    const files = scratch();
    const vault = await startVault();
    const secretIdFile = files.write("secret-id", "wrong-secret-id");
    const provider = appRoleProvider(vault, { auth: { method: "appRole", roleId: ROLE_ID, secretIdFile } });
    await failure("UNAUTHENTICATED", read(provider));
    await failure("UNAUTHENTICATED", read(provider));
    expect(vault.loginCount).toBe(1);
    files.write("secret-id", `${SECRET_ID}\n`);
    expect(await read(provider)).toEqual(PAIR);
  });

  it("that failed because the server does is tried again by the next read", async () => {
    const { vault, provider } = await scene({});
    for (const status of [429, 500, 503]) {
      vault.fail({ kind: "status", status, path: "/v1/auth/", times: 1 });
      expect((await failure(status === 429 ? "RATE_LIMITED" : "UNAVAILABLE", read(provider))).retryable).toBe(true);
    }
    vault.fail({ kind: "reset", path: "/v1/auth/", times: 1 });
    await failure("UNAVAILABLE", read(provider));
    expect(await read(provider)).toEqual(PAIR);
  });

  it("goes on for the others when the read that began it is aborted, and its token is kept when all are", async () => {
    const { vault, provider } = await scene({});
    const hold = vault.hold("/v1/auth/");
    const [one, other] = [new AbortController(), new AbortController()];
    const reads = [one, other].map(({ signal }) => provider.read({ id: "mailjet" }, { signal }));
    await hold.arrived(1);
    one.abort(new Error("first"));
    await expect(reads[0]).rejects.toThrow("first");
    other.abort(new Error("second"));
    await expect(reads[1]).rejects.toThrow("second");
    expect(vault.openRequests).toBe(1); // a token that was issued and thrown away would live on for nobody
    const third = read(provider);
    hold.release();
    expect(await third).toEqual(PAIR);
    expect(vault.loginCount).toBe(1);
  });

  it("that fails when nobody waits any more is told to the next read, and troubles nobody else", async () => {
    const { vault, provider } = await scene({});
    vault.fail({ kind: "status", status: 400, errors: ["invalid role or secret ID"], path: "/v1/auth/" });
    const hold = vault.hold("/v1/auth/");
    const controller = new AbortController();
    const first = provider.read({ id: "mailjet" }, { signal: controller.signal });
    await hold.arrived(1);
    controller.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    hold.release();
    await vi.waitFor(() => expect(vault.openRequests).toBe(0));
    await failure("UNAUTHENTICATED", read(provider));
    expect(vault.loginCount).toBe(1);
  });

  it.each([
    [{ auth: { client_token: "", mfa_requirement: { mfa_request_id: "0" } } }, "UNAUTHENTICATED", "second factor"],
    [{ request_id: "0", data: null, auth: null }, "UNEXPECTED_RESPONSE", "without a token"],
    ["html", "UNEXPECTED_RESPONSE", "without a token (a page of HTML)"],
  ] as const)("that is answered with %j is %s", async (body, code, text) => {
    const { vault, provider } = await scene({});
    vault.fail({ kind: "status", status: 200, body, path: "/v1/auth/" });
    expect((await failure(code, read(provider))).message).toContain(text);
  });
});

describe("a token that a login obtained", () => {
  it("is renewed when a third of its life is left, without a login", async () => {
    const { vault, clock, provider, upkeep } = await scene({ ttlSeconds: 1_200, periodSeconds: 1_200 });
    await read(provider);
    expect(upkeep()).toEqual(["approle/login"]);
    for (let minute = 0; minute < 10; minute += 1) {
      await clock.advance(MINUTE_MS);
      await read(provider);
    }
    expect(upkeep()).toEqual([]);
    for (let minute = 0; minute < 7; minute += 1) {
      await clock.advance(MINUTE_MS);
      await Promise.all([read(provider), read(provider), read(provider)]);
    }
    expect(upkeep()).toEqual(["token/renew-self"]);
    for (let minute = 0; minute < 600; minute += 1) {
      await clock.advance(MINUTE_MS);
      await read(provider);
    }
    expect(vault.loginCount).toBe(1);
  });

  it("is renewed in time although reads are so rare that it would be dead at the next one", async () => {
    const { clock, provider, upkeep } = await scene({ periodSeconds: 1_200 });
    for (let round = 0; round < 10; round += 1) {
      await read(provider);
      await clock.advance(11 * MINUTE_MS);
    }
    expect(upkeep().filter((path) => path === "approle/login")).toHaveLength(1);
  });

  it("is replaced near the end of all renewals, and when it has none", async () => {
    const capped = await scene({ ttlSeconds: 600, maximumTtlSeconds: 900 });
    for (let minute = 0; minute <= 20; minute += 1) {
      await read(capped.provider);
      await capped.clock.advance(MINUTE_MS);
    }
    expect(capped.upkeep().filter((path) => path === "approle/login")).toHaveLength(2);
    for (const token of [{ renewable: false }, { type: "batch" }] as const) {
      const { clock, provider, upkeep } = await scene({ ...token, ttlSeconds: 600 });
      for (let minute = 0; minute <= 20; minute += 1) {
        await read(provider);
        await clock.advance(MINUTE_MS);
      }
      expect(upkeep()).toEqual(["approle/login", "approle/login", "approle/login"]);
    }
  });

  it("is replaced when it has expired while nobody asked, also by the wall clock alone", async () => {
    const { vault, clock, provider, upkeep } = await scene({ ttlSeconds: 600 });
    await read(provider);
    await clock.advance(60 * MINUTE_MS);
    await read(provider);
    clock.shiftWallClock(60 * MINUTE_MS); // the process was frozen
    await read(provider);
    expect(upkeep()).toEqual(["approle/login", "approle/login", "approle/login"]);
    expect(vault.received.every(({ status }) => status === 200)).toBe(true);
  });

  it("is used on while the server cannot renew it, and asked for again half a minute later", async () => {
    const { vault, clock, provider, upkeep } = await scene({ periodSeconds: 1_200 });
    await read(provider);
    await clock.advance(15 * MINUTE_MS);
    vault.fail({ kind: "status", status: 503, path: "/v1/auth/token/renew-self", times: 1 });
    vault.fail({ kind: "reset", path: "/v1/auth/token/renew-self", times: 1 });
    const renewals: number[] = [];
    for (let seconds = 0; seconds <= 120; seconds += 15) {
      expect(await read(provider)).toEqual(PAIR);
      if (upkeep().includes("token/renew-self")) renewals.push(seconds);
      await clock.advance(15_000);
    }
    expect(renewals).toEqual([0, 30, 60]);
  });

  it("is used on while the server hangs at the renewal, by the read after the one that gave up", async () => {
    const { vault, clock, provider } = await scene({ periodSeconds: 1_200 });
    await read(provider);
    await clock.advance(15 * MINUTE_MS);
    const hold = vault.hold("/v1/auth/token/renew-self");
    const controller = new AbortController();
    const reading = provider.read({ id: "mailjet" }, { signal: controller.signal });
    const failed = expect(reading).rejects.toBe("too late");
    await hold.arrived(1);
    controller.abort("too late");
    await failed;
    expect(await read(provider)).toEqual(PAIR);
    hold.release();
  });

  it("is used up when it cannot be renewed and the login is refused", async () => {
    const { vault, clock, provider } = await scene({ ttlSeconds: 600, maximumTtlSeconds: 601 });
    await read(provider);
    vault.fail({ kind: "status", status: 400, errors: ["invalid role or secret ID"], path: "/v1/auth/approle/" });
    await clock.advance(8 * MINUTE_MS);
    expect(await read(provider)).toEqual(PAIR);
    await clock.advance(3 * MINUTE_MS);
    await failure("UNAUTHENTICATED", read(provider));
  });

  it("that lives 768 hours starts no timer and is not renewed before its time", async () => {
    const { clock, provider, upkeep } = await scene({ ttlSeconds: 768 * 3_600, maximumTtlSeconds: 768 * 3_600 });
    for (let round = 0; round < 1_000; round += 1) await read(provider);
    expect(clock.pendingTimers()).toBe(0);
    await clock.advance(24 * 60 * MINUTE_MS);
    await read(provider);
    expect(upkeep()).toEqual(["approle/login"]);
  });

  it("whose uses are counted spends none of them on a renewal", async () => {
    const { clock, provider, upkeep } = await scene({ ttlSeconds: 600, uses: 5 });
    for (let minute = 0; minute < 8; minute += 2) {
      expect(await read(provider)).toEqual(PAIR);
      await clock.advance(2 * MINUTE_MS);
    }
    expect(upkeep()).toEqual(["approle/login"]);
  });

  it("without an end is never renewed", async () => {
    const { vault, clock, provider, upkeep } = await scene({});
    const auth = { client_token: vault.rootToken, lease_duration: 0, renewable: true };
    vault.fail({ kind: "status", status: 200, body: { auth }, path: "/v1/auth/approle/" });
    for (let day = 0; day < 100; day += 1) {
      await read(provider);
      await clock.advance(24 * 60 * MINUTE_MS);
    }
    expect(upkeep()).toEqual(["approle/login"]);
  });
});

describe("a refused token", () => {
  it("is replaced by one login for all, and each read is tried once more", async () => {
    const { vault, clock, provider } = await scene({});
    await read(provider);
    await clock.advance(2 * MINUTE_MS);
    vault.restart();
    const found = await Promise.all(Array.from({ length: 20 }, () => read(provider)));
    expect(found).toEqual(Array.from({ length: 20 }, () => PAIR));
    expect(vault.loginCount).toBe(2);
  });

  it("that is young is looked up first, and replaced only if it is dead", async () => {
    const { vault, provider, upkeep } = await scene({});
    await read(provider);
    vault.restart();
    expect(await read(provider)).toEqual(PAIR);
    expect(upkeep()).toEqual(["approle/login", "token/lookup-self", "approle/login"]);
  });

  it("is told from a denied path, which makes no further login however often it is read", async () => {
    const { vault, clock, provider } = await scene({});
    vault.setPolicy("app", {});
    for (let second = 0; second < 300; second += 5) {
      await failure("ACCESS_DENIED", read(provider));
      await clock.advance(5_000);
    }
    expect(vault.loginCount).toBe(1);
    vault.setPolicy("app", { "secret/*": ["read"] });
    expect(await read(provider)).toEqual(PAIR);
  });

  it("whose look-up fails is a failure that passes", async () => {
    const { vault, provider } = await scene({});
    await read(provider);
    vault.restart();
    vault.fail({ kind: "status", status: 503, path: "/v1/auth/token/lookup-self", times: 1 });
    await failure("UNAVAILABLE", read(provider));
    expect(await read(provider)).toEqual(PAIR);
  });
});
