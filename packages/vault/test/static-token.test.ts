import { fakeClock, type VaultTokenSettings } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { scratch } from "./support/scratch.ts";
import { failure, PAIR, paths, read, rootProvider, startVault } from "./support/vault.ts";

const MINUTE_MS = 60_000;

describe("a static token", () => {
  const setUp = async (settings: VaultTokenSettings, options: { readonly bare?: boolean } = {}) => {
    const clock = fakeClock();
    const vault = await startVault({ clock });
    const token = vault.createToken({ policies: ["app"], withoutDefaultPolicy: options.bare === true, ...settings });
    return { clock, vault, token, provider: rootProvider(vault, { clock, auth: { method: "token", token } }) };
  };

  it("is looked up after the first read, once, and renewed in time", async () => {
    const { clock, vault, provider } = await setUp({ periodSeconds: 1_200 });
    await read(provider);
    expect(paths(vault)).toEqual(["secret/data/mailjet"]);
    for (let minute = 0; minute < 120; minute += 5) {
      await clock.advance(5 * MINUTE_MS);
      expect(await read(provider)).toEqual(PAIR);
    }
    expect(paths(vault).filter((path) => path.endsWith("lookup-self"))).toHaveLength(1);
    expect(paths(vault).filter((path) => path.endsWith("renew-self")).length).toBeGreaterThan(5);
  });

  it("that may not look at itself is used all the same", async () => {
    const { vault, provider } = await setUp({}, { bare: true });
    for (let round = 0; round < 5; round += 1) expect(await read(provider)).toEqual(PAIR);
    expect(paths(vault).filter((path) => path.startsWith("auth/"))).toEqual(["auth/token/lookup-self"]);
  });

  it("whose look-up fails is used, and looked up again later", async () => {
    const { clock, vault, provider } = await setUp({});
    await read(provider);
    vault.fail({ kind: "reset", path: "/v1/auth/", times: 1 });
    vault.fail({ kind: "status", status: 500, path: "/v1/auth/", times: 1 });
    for (let round = 0; round < 4; round += 1) {
      expect(await read(provider)).toEqual(PAIR);
      await clock.advance(MINUTE_MS);
    }
    expect(paths(vault).filter((path) => path.startsWith("auth/"))).toHaveLength(3);
  });

  it("with counted uses spends none of them on renewals", async () => {
    const { clock, vault, provider } = await setUp({ uses: 4, ttlSeconds: 600 });
    for (let round = 0; round < 3; round += 1) {
      expect(await read(provider)).toEqual(PAIR);
      await clock.advance(3 * MINUTE_MS);
    }
    expect(paths(vault).filter((path) => path.startsWith("auth/"))).toEqual(["auth/token/lookup-self"]);
    const once = await setUp({ uses: 1 });
    expect(await read(once.provider)).toEqual(PAIR);
  });

  it("of the batch kind is never renewed", async () => {
    const { clock, vault, provider } = await setUp({ type: "batch", ttlSeconds: 600 });
    for (let round = 0; round < 9; round += 1) {
      expect(await read(provider)).toEqual(PAIR);
      await clock.advance(MINUTE_MS);
    }
    expect(paths(vault).filter((path) => path.endsWith("renew-self"))).toEqual([]);
  });

  it("near the end of all renewals is not renewed over and over", async () => {
    const { clock, vault, provider } = await setUp({ ttlSeconds: 600, maximumTtlSeconds: 660 });
    for (let second = 0; second < 650; second += 5) {
      expect(await read(provider)).toEqual(PAIR);
      await clock.advance(5_000);
    }
    expect(paths(vault).filter((path) => path.endsWith("renew-self")).length).toBeLessThanOrEqual(3);
  });

  it("that is dead says so, and is told from a denied path", async () => {
    const { vault, provider } = await setUp({});
    vault.setPolicy("app", { "secret/data/mailjet": ["read"] });
    await failure("ACCESS_DENIED", read(provider, "other"));
    expect(await read(provider)).toEqual(PAIR);
    vault.revokeAllTokens();
    const { message, hint } = await failure("UNAUTHENTICATED", read(provider));
    expect(message).toContain("Vault does not accept the token.");
    expect(hint).toContain("VAULT_TOKEN or BAO_TOKEN: it is mistyped, has expired");
  });

  it("in a file is read again when it is refused", async () => {
    const files = scratch();
    const vault = await startVault();
    const first = vault.createToken({ policies: ["app"] });
    const tokenFile = files.write("token", `${first}\n`);
    const provider = rootProvider(vault, { auth: { method: "token", tokenFile } });
    expect(await read(provider)).toEqual(PAIR);
    vault.revokeAllTokens();
    await failure("UNAUTHENTICATED", read(provider));
    files.write("token", `  ${vault.createToken({ policies: ["app"] })}\r\n`);
    expect(await read(provider)).toEqual(PAIR);
    expect(await read(provider)).toEqual(PAIR);
  });
});
