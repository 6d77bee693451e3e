import { describe, expect, it } from "vitest";
import type { VaultProvider } from "../src/index.ts";
import { appRoleProvider, failure, never, PAIR, paths, read, rootProvider, startVault } from "./support/vault.ts";

const NEXT = {
  MJ_APIKEY_PUBLIC: "ffeeddccbbaa99887766554433221100",
  MJ_APIKEY_PRIVATE: "00112233445566778899aabbccddeeff",
};

function write(provider: VaultProvider, id: string, ifVersion?: string): Promise<{ readonly version?: string }> {
  return provider.write({ id }, NEXT, { signal: never(), ...(ifVersion === undefined ? {} : { ifVersion }) });
}

describe("a write to KV v2", () => {
  it("adds a version, or the first one", async () => {
    const vault = await startVault();
    const provider = rootProvider(vault);
    expect(await write(provider, "mailjet")).toEqual({ version: "2" });
    expect(await write(provider, "apps/new one")).toEqual({ version: "1" });
    expect(await read(provider, "apps/new one")).toEqual(NEXT);
    expect(await read(provider, "mailjet", { requestedVersion: "1" })).toEqual(PAIR);
  });

  it("is bound to the version named; 0 says that there must be none", async () => {
    const vault = await startVault();
    const provider = rootProvider(vault);
    expect(await write(provider, "mailjet", "1")).toEqual({ version: "2" });
    for (const version of ["0", "1", "3"]) {
      const { message } = await failure("CONFLICT", write(provider, "mailjet", version));
      expect(message).toContain("secret/data/mailjet was changed by somebody else");
    }
    expect(await write(provider, "new", "0")).toEqual({ version: "1" });
    await failure("INVALID_CONFIG", write(provider, "mailjet", "latest"));
  });

  it("is told the current version where the mount demands one", async () => {
    const vault = await startVault({ mounts: { secret: 2 }, casRequiredMounts: ["secret"] });
    const provider = rootProvider(vault);
    expect(await write(provider, "mailjet")).toEqual({ version: "1" });
    expect(await write(provider, "mailjet")).toEqual({ version: "2" });
    vault.deleteVersion("secret/mailjet");
    expect(await write(provider, "mailjet")).toEqual({ version: "3" });
    expect(await read(provider)).toEqual(NEXT);
  });

  it("that lost a race for the current version, or may not read it, is a conflict", async () => {
    const vault = await startVault();
    const refusals = [
      "check-and-set parameter required for this call",
      "check-and-set parameter did not match the current version",
    ];
    const provider = rootProvider(vault);
    await read(provider);
    vault.fail({ kind: "status", status: 400, errors: [refusals[0] ?? ""], path: "/v1/secret/", times: 1 });
    const writing = failure("CONFLICT", write(provider, "other"));
    vault.put("secret/other", PAIR);
    const hold = vault.hold("/v1/secret/data/other");
    await hold.arrived(1);
    hold.release();
    vault.fail({ kind: "status", status: 200, body: {}, path: "/v1/secret/", times: 1 });
    await writing;
    for (const text of refusals) {
      vault.clearFaults();
      vault.fail({ kind: "status", status: 400, errors: [text], path: "/v1/secret/" });
      await failure("CONFLICT", write(provider, "mailjet", "1"));
    }
  });

  it("is refused with the policy line that it needs, after a login again", async () => {
    const vault = await startVault({ policies: { app: { "secret/data/mailjet": ["read"] } } });
    const provider = appRoleProvider(vault);
    const { message, hint } = await failure("ACCESS_DENIED", write(provider, "mailjet"));
    expect(message).toContain("Vault does not allow writing secret/data/mailjet.");
    expect(hint).toContain('path "secret/data/mailjet" { capabilities = ["create", "update"] }');
    vault.setPolicy("app", { "secret/*": ["update"] });
    vault.revokeAllTokens();
    expect(await write(provider, "mailjet")).toEqual({ version: "2" });
  });

  it("waits for an engine that is being upgraded, and takes no other 400 for a conflict", async () => {
    const vault = await startVault();
    const provider = rootProvider(vault);
    const upgrade =
      "Upgrading from non-versioned to versioned data. This backend will be unavailable for a brief period";
    vault.fail({ kind: "status", status: 400, errors: [upgrade], path: "/v1/secret/", times: 1 });
    expect((await failure("UNAVAILABLE", write(provider, "mailjet"))).retryable).toBe(true);
    vault.fail({ kind: "status", status: 400, errors: ["no data provided"], path: "/v1/secret/", times: 1 });
    await failure("UNEXPECTED_RESPONSE", write(provider, "mailjet"));
    vault.fail({ kind: "garbage", body: "html", path: "/v1/secret/", times: 1 });
    await failure("UNEXPECTED_RESPONSE", write(provider, "mailjet"));
  });

  it("is told from one to an engine that is spoken to as v1", async () => {
    const vault = await startVault();
    await failure("INVALID_CONFIG", write(rootProvider(vault, { kvVersion: 1 }), "mailjet"));
    expect(await read(rootProvider(vault))).toEqual(PAIR);
  });
});

describe("a write to KV v1", () => {
  it("replaces the record, and knows no versions", async () => {
    const vault = await startVault({ mounts: { secret: 1 } });
    vault.put("secret/mailjet", { ...PAIR, other: "x" });
    const provider = rootProvider(vault, { kvVersion: "auto" });
    expect(await write(provider, "mailjet")).toEqual({});
    expect(await read(provider)).toEqual(NEXT);
    expect((await failure("INVALID_CONFIG", write(provider, "mailjet", "1"))).hint).toContain("Leave ifVersion out");
  });
});

it("a write is not tried in both ways where the version of the engine is not to be learnt", async () => {
  const vault = await startVault();
  vault.fail({ kind: "status", status: 403, errors: ["permission denied"], path: "/v1/sys/" });
  const provider = rootProvider(vault, { kvVersion: "auto" });
  expect((await failure("ACCESS_DENIED", write(provider, "mailjet"))).hint).toContain("set kvVersion to 1 or 2");
  vault.clearFaults();
  vault.fail({ kind: "status", status: 404, path: "/v1/sys/" });
  expect((await failure("INVALID_CONFIG", write(provider, "mailjet"))).hint).toContain("Set kvVersion to 1 or 2");
  expect(new Set(paths(vault))).toEqual(new Set(["sys/internal/ui/mounts/secret", "auth/token/lookup-self"]));
});
