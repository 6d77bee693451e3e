import { fakeClock, startVaultEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { appRoleProvider, failure, never, PAIR, paths, read, rootProvider, startVault } from "./support/vault.ts";

describe("values", () => {
  it("C03 are taken from data.data of KV v2, and the version is told", async () => {
    const vault = await startVault();
    vault.put("secret/mailjet", { ...PAIR, other: "x" });
    const snapshot = await rootProvider(vault).read({ id: "mailjet" }, { signal: never() });
    expect(snapshot).toEqual({ values: { ...PAIR, other: "x" }, version: "2" });
  });

  it("that are numbers, true or false come as text; what is nested or null is left out", async () => {
    const vault = await startVault();
    vault.put("secret/mailjet", { a: "x", b: 12, c: true, d: null, e: { f: "g" }, h: ["i"] });
    expect(await read(rootProvider(vault))).toEqual({ a: "x", b: "12", c: "true" });
    const { message } = await failure("NOT_FOUND", read(rootProvider(vault), "mailjet", { fields: ["a", "e", "z"] }));
    expect(message).toContain("secret/data/mailjet (version 2) has no e, no z.");
    expect(message).toContain("e: there, and neither text, number nor boolean.");
  });

  it("of a version asked for are given, and never those of another", async () => {
    const vault = await startVault();
    vault.put("secret/mailjet", { new: "1" });
    const provider = rootProvider(vault);
    expect(await read(provider, "mailjet", { requestedVersion: "1" })).toEqual(PAIR);
    const { message } = await failure("NOT_FOUND", read(provider, "mailjet", { requestedVersion: "9" }));
    expect(message).toContain("Vault has no version 9 of a secret at secret/data/mailjet.");
    for (const requestedVersion of ["0", "-1", "latest", "1.5", ""]) {
      await failure("INVALID_CONFIG", read(provider, "mailjet", { requestedVersion }));
    }
  });

  it("of KV v1 have no version, and asking for one is a mistake", async () => {
    const vault = await startVault({ mounts: { secret: 1 } });
    vault.put("secret/mailjet", PAIR);
    const provider = rootProvider(vault, { kvVersion: 1 });
    expect(await provider.read({ id: "mailjet" }, { signal: never() })).toEqual({ values: PAIR });
    const { hint } = await failure("INVALID_CONFIG", read(provider, "mailjet", { requestedVersion: "1" }));
    expect(hint).toContain("enable-versioning");
  });
});

describe("the time that values are good for", () => {
  it("ends when KV v2 is to delete them by itself", async () => {
    const clock = fakeClock();
    const vault = await startVault({ clock });
    vault.deleteVersion("secret/mailjet", clock.now() + 60_000);
    const provider = rootProvider(vault, { clock });
    expect((await provider.read({ id: "mailjet" }, { signal: never() })).expiresAt).toBe(clock.now() + 60_000);
    await clock.advance(60_000);
    await failure("NOT_FOUND", read(provider));
  });

  it("is told by a field ttl of KV v1, and by no other lease", async () => {
    const clock = fakeClock();
    const vault = await startVault({ clock, mounts: { secret: 1 } });
    vault.put("secret/with", { ...PAIR, ttl: "30m" });
    vault.put("secret/without", PAIR);
    const provider = rootProvider(vault, { clock, kvVersion: 1 });
    const snapshot = (id: string) => provider.read({ id }, { signal: never() });
    expect((await snapshot("with")).expiresAt).toBe(clock.now() + 1_800_000);
    expect(await snapshot("without")).not.toHaveProperty("expiresAt");
  });
});

describe("a secret that is not there", () => {
  it("C08 is told apart from a version that was deleted, or destroyed, with its number and time", async () => {
    const vault = await startVault();
    const provider = rootProvider(vault);
    vault.put("secret/mailjet", { second: "2" });
    vault.put("secret/mailjet", { third: "3" });
    vault.deleteVersion("secret/mailjet", Date.UTC(2024, 0, 1));
    const deleted = await failure("NOT_FOUND", read(provider));
    expect(deleted.message).toContain("Version 3 of secret/data/mailjet was deleted on 2024-01-01T00:00:00.000Z.");
    expect(deleted.hint).toContain("vault kv undelete -versions=3");
    vault.destroyVersion("secret/mailjet");
    expect((await failure("NOT_FOUND", read(provider))).message).toContain(
      "Version 3 of secret/data/mailjet was destroyed.",
    );
    expect(await read(provider, "mailjet", { requestedVersion: "2" })).toEqual({ second: "2" });
    const absent = await failure("NOT_FOUND", read(provider, "other"));
    expect(absent.message).toContain("Vault has no secret at secret/data/other.");
    expect(absent.hint).toContain("vault kv get -mount=secret other");
  });

  it("is told apart from a mount that is not there", async () => {
    const vault = await startVault();
    const { message } = await failure("NOT_FOUND", read(rootProvider(vault, { mount: "team/kv" })));
    expect(message).toContain("Nothing is mounted at team/kv");
  });

  it("is told apart from a page of something else", async () => {
    const vault = await startVault();
    vault.fail({ kind: "status", status: 404, body: "html" });
    const { message } = await failure("UNEXPECTED_RESPONSE", read(rootProvider(vault)));
    expect(message).toContain("404 (a page of HTML)");
  });
});

describe("C01 a KV v2 engine that is read as v1", () => {
  it("is recognised by the warning of the server", async () => {
    const vault = await startVault();
    const { message, hint } = await failure("INVALID_CONFIG", read(rootProvider(vault, { kvVersion: 1 })));
    expect(message).toContain("The KV engine at secret is of version 2, and kvVersion is 1.");
    expect(hint).toContain('Set kvVersion to 2 or "auto".');
  });
});

describe("the version of the engine", () => {
  it("is asked for once, also by many at the same time, and then known", async () => {
    const vault = await startVault({ mounts: { "team/kv": 1 }, policies: { app: { "team/kv/*": ["read"] } } });
    vault.put("team/kv/mailjet", PAIR);
    const provider = appRoleProvider(vault, { kvVersion: "auto", mount: "/team/kv/" });
    await Promise.all(Array.from({ length: 20 }, () => read(provider)));
    expect(await read(provider)).toEqual(PAIR);
    expect(paths(vault).filter((path) => path.startsWith("sys/"))).toEqual(["sys/internal/ui/mounts/team/kv"]);
    expect(paths(vault).filter((path) => path === "team/kv/mailjet")).toHaveLength(21);
  });

  it("C06 is not asked for when it is set, and when it is not to be had both ways are tried", async () => {
    for (const version of [1, 2] as const) {
      const vault = await startVault({ mounts: { secret: version } });
      vault.put("secret/mailjet", PAIR);
      const refusal = { kind: "status", status: 403, errors: ["preflight capability check returned 403"] } as const;
      vault.fail({ ...refusal, path: "/v1/sys/" });
      expect(await read(rootProvider(vault, { kvVersion: version }))).toEqual(PAIR);
      expect(paths(vault)).toHaveLength(1);
      const provider = rootProvider(vault, { kvVersion: "auto" });
      expect(await read(provider)).toEqual(PAIR);
      const before = vault.received.length;
      expect(await read(provider)).toEqual(PAIR);
      expect(
        paths(vault)
          .slice(before)
          .filter((path) => path.startsWith("secret/")),
      ).toHaveLength(1);
    }
  });

  it("C06 is named as what is missing, and the secret is not called forbidden for it", async () => {
    const vault = await startVault();
    vault.fail({ kind: "status", status: 403, errors: ["permission denied"], path: "/v1/sys/internal/" });
    const provider = rootProvider(vault, { kvVersion: "auto" });
    const { message } = await failure("NOT_FOUND", read(provider, "other"));
    expect(message).toContain("secret/data/other");
    const seen = vault.received.length; // what was tried in vain has shown that the engine is of version 2
    await failure("NOT_FOUND", read(provider, "another"));
    expect(
      paths(vault)
        .slice(seen)
        .filter((path) => path.startsWith("secret/")),
    ).toEqual(["secret/data/another"]);
    const unsure = rootProvider(vault, { kvVersion: "auto", mount: "nope" });
    expect((await failure("NOT_FOUND", read(unsure))).message).toContain("Nothing is mounted at nope");
    const denied = appRoleProvider(vault, { kvVersion: "auto", mount: "nope" });
    expect((await failure("ACCESS_DENIED", read(denied))).hint).toContain("set kvVersion to 1 or 2");
  });

  it("that cannot be asked for now is a failure that passes", async () => {
    const vault = await startVault();
    const provider = rootProvider(vault, { kvVersion: "auto" });
    vault.fail({ kind: "status", status: 503, errors: ["Vault is sealed"], path: "/v1/sys/", times: 1 });
    expect((await failure("UNAVAILABLE", read(provider))).retryable).toBe(true);
    expect(await read(provider)).toEqual(PAIR);
  });

  it("that changed by an upgrade is noticed, by a read and by a write", async () => {
    const vault = await startVault();
    const before = { request_id: "0", data: { type: "kv", path: "secret/", options: { version: "1" } } };
    for (const work of ["read", "write"] as const) {
      const provider = rootProvider(vault, { kvVersion: "auto" });
      vault.fail({ kind: "status", status: 200, body: before, path: "/v1/sys/", times: 1 });
      if (work === "read") expect(await read(provider)).toEqual(PAIR);
      else expect(await provider.write({ id: "mailjet" }, PAIR, { signal: never() })).toEqual({ version: "2" });
      expect(paths(vault).slice(-2)).toEqual(["secret/mailjet", "secret/data/mailjet"]);
      const seen = vault.received.length;
      expect(await read(provider)).toEqual(PAIR);
      expect(paths(vault).slice(seen)).not.toContain("secret/mailjet");
    }
  });

  it("is not that of an engine of another kind", async () => {
    const vault = await startVault();
    const body = { request_id: "0", data: { type: "transit", path: "secret/", options: null } };
    vault.fail({ kind: "status", status: 200, body, path: "/v1/sys/" });
    const { message } = await failure("INVALID_CONFIG", read(rootProvider(vault, { kvVersion: "auto" })));
    expect(message).toContain("What is mounted at secret is no KV engine.");
  });
});

describe("paths", () => {
  const asked = async (id: string, options = {}): Promise<string> => {
    const vault = await startVault();
    await read(rootProvider(vault, options), id).catch(() => {});
    return paths(vault)[0] ?? "";
  };

  it("C02 C18 may be given as the command line, or the API, writes them, with slashes around", async () => {
    for (const id of [
      "mailjet",
      "/mailjet/",
      "secret/mailjet",
      "/secret/mailjet/",
      "secret/data/mailjet",
      "data/mailjet",
    ]) {
      expect(await asked(id)).toBe("secret/data/mailjet");
    }
    expect(await asked("data")).toBe("secret/data/data");
    expect(await asked("secret")).toBe("secret/data/secret");
    expect(await asked("secret/data/data/x")).toBe("secret/data/data/x");
  });

  it("C02 are taken as they are with an explicit mount, so that data/x can be reached", async () => {
    expect(await asked("data/x", { mount: "secret" })).toBe("secret/data/data/x");
    expect(await asked("secret/data/x", { mount: "secret" })).toBe("secret/data/secret/data/x");
    const vault = await startVault();
    const provider = rootProvider(vault, { mount: "secret" });
    expect((await failure("NOT_FOUND", read(provider, "data/x"))).hint).toContain("leave out data/");
    expect((await failure("NOT_FOUND", read(provider, "secret/x"))).hint).toContain("leave out secret/");
  });

  it("C02 keep data/ in front in KV v1, where it is a name like any other", async () => {
    expect(await asked("data/x", { kvVersion: 1 })).toBe("secret/data/x");
    expect(await asked("secret/x", { kvVersion: 1 })).toBe("secret/x");
  });

  it("C20 have each segment encoded once", async () => {
    expect(await asked("apps/My Mail/prod#1?x")).toBe("secret/data/apps/My%20Mail/prod%231%3Fx");
    expect(await asked("apps/a%2Fb")).toBe("secret/data/apps/a%252Fb");
    expect(await asked("apps/host:25")).toBe("secret/data/apps/host:25");
    expect(await asked("größe/鍵")).toBe("secret/data/gr%C3%B6%C3%9Fe/%E9%8D%B5");
    expect(await asked("x", { mount: "team/a b" })).toBe("team/a%20b/data/x");
    const vault = await startVault();
    vault.put("secret/apps/My Mail/prod#1 %2F:+é", PAIR);
    expect(await read(rootProvider(vault), "apps/My Mail/prod#1 %2F:+é")).toEqual(PAIR);
  });

  it("C20 that lead elsewhere, or nowhere, are refused before anything is asked", async () => {
    const vault = await startVault();
    for (const id of ["", "/", "a//b", "..", "a/../b", "a/./b", ".", "a\nb", "a\u0000b", "a\u007fb", "\ud800"]) {
      await failure("INVALID_CONFIG", read(rootProvider(vault), id));
    }
    await failure("INVALID_CONFIG", read(rootProvider(vault, { mount: "../sys" })));
    await failure("INVALID_CONFIG", read(rootProvider(vault, { mount: "" })));
    expect(vault.received).toEqual([]);
  });
});

it("1,000 reads of 50 secrets at the same time make one login and few connections", async () => {
  const vault = await startVaultEmulator({
    policies: { app: { "secret/*": ["read"] } },
    roles: [
      {
        method: "approle",
        name: "app",
        roleId: "role-0011",
        secretIds: [{ secretId: "secret-2233" }],
        policies: ["app"],
      },
    ],
  });
  onTestFinished(() => vault.close());
  for (let index = 0; index < 50; index += 1) vault.put(`secret/tenant-${index}`, PAIR);
  const auth = { method: "appRole", roleId: "role-0011", secretId: "secret-2233" } as const;
  const provider = appRoleProvider(vault, { auth, kvVersion: "auto" });
  const found = await Promise.all(Array.from({ length: 1_000 }, (_, index) => read(provider, `tenant-${index % 50}`)));
  expect(found.every(({ MJ_APIKEY_PUBLIC: key }) => key === PAIR.MJ_APIKEY_PUBLIC)).toBe(true);
  expect(vault.loginCount).toBe(1);
  expect(vault.received).toHaveLength(1_002);
  expect(vault.connectionCount).toBeLessThanOrEqual(16);
});
