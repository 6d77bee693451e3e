import { describe, expect, it } from "vitest";
import type { VaultAuth } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import { APP_ROLE, failure, PAIR, paths, providerWith, ROLE_ID, read, SECRET_ID, startVault } from "./support/vault.ts";

describe("AppRole", () => {
  it("takes role id and secret id from options, files or variables, and trims them", async () => {
    const files = scratch();
    const vault = await startVault();
    const environment = {
      MY_SECRET: ` ${SECRET_ID}\n`,
      VAULT_ROLE_ID: ROLE_ID,
      BAO_SECRET_ID: SECRET_ID,
      VAULT_SECRET_ID: "other",
    };
    const ways: VaultAuth[] = [
      { method: "appRole", roleId: ROLE_ID, secretId: `${SECRET_ID}\n` },
      {
        method: "appRole",
        roleIdFile: files.write("role", `${ROLE_ID}\r\n`),
        secretIdFile: files.write("secret", `\n${SECRET_ID}`),
      },
      { method: "appRole", roleId: ROLE_ID, secretIdVariable: "MY_SECRET" },
      { method: "appRole" },
    ];
    for (const auth of ways) expect(await read(providerWith(vault, auth, { environment }))).toEqual(PAIR);
  });

  it("may be mounted below a path with slashes, in a namespace of its own", async () => {
    const vault = await startVault({ namespaces: ["team-a", "logins"], mounts: { "team-a/secret": 2 } });
    vault.put("team-a/secret/mailjet", PAIR);
    vault.addRole({ ...APP_ROLE, mount: "team/approle", namespace: "logins" });
    const auth = {
      method: "appRole",
      roleId: ROLE_ID,
      secretId: SECRET_ID,
      mount: "/team/approle/",
      namespace: "/logins/",
    } as const;
    await failure("ACCESS_DENIED", read(providerWith(vault, auth, { namespace: "team-a" })));
    expect(vault.received.map(({ path, headers }) => [path, headers["x-vault-namespace"]])).toEqual([
      ["/v1/auth/team/approle/login", "logins"],
      ["/v1/secret/data/mailjet", "team-a"],
      ["/v1/auth/token/lookup-self", "logins"],
    ]);
  });

  it("sends no secret id where there is none", async () => {
    const vault = await startVault();
    const { message } = await failure(
      "UNAUTHENTICATED",
      read(providerWith(vault, { method: "appRole", roleId: ROLE_ID })),
    );
    expect(message).toContain("Vault refused the AppRole login at auth/approle (400).");
    expect(vault.received[0]?.fields).toEqual(["role_id"]);
    await failure("INVALID_CONFIG", read(providerWith(vault, { method: "appRole" })));
  });

  it("says what it may be when a secret id is used up", async () => {
    const vault = await startVault({ roles: [{ ...APP_ROLE, secretIds: [{ secretId: SECRET_ID, uses: 1 }] }] });
    const provider = providerWith(vault, { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID });
    expect(await read(provider)).toEqual(PAIR);
    vault.revokeAllTokens();
    expect((await failure("UNAUTHENTICATED", read(provider))).hint).toContain("A secret id can be used up");
  });
});

describe("C11 a wrapped secret id", () => {
  it("is fetched once, and kept for the next login", async () => {
    const files = scratch();
    const vault = await startVault();
    const wrappedSecretIdFile = files.write("wrapped", `${vault.wrapSecretId("app", "wrapped-secret-0011")}\n`);
    const provider = providerWith(vault, { method: "appRole", roleId: ROLE_ID, wrappedSecretIdFile });
    await Promise.all([read(provider), read(provider)]);
    vault.revokeAllTokens();
    expect(await read(provider)).toEqual(PAIR);
    expect(paths(vault).filter((path) => path.startsWith("sys/"))).toEqual([
      "sys/wrapping/lookup",
      "sys/wrapping/unwrap",
    ]);
    expect(vault.loginCount).toBe(2);
    files.write("wrapped", vault.wrapSecretId("app", "wrapped-secret-2233"));
    vault.revokeAllTokens();
    expect(await read(provider)).toEqual(PAIR);
    expect(paths(vault).filter((path) => path === "sys/wrapping/unwrap")).toHaveLength(2);
  });

  it("that somebody else has fetched is reported as that, and never tried again", async () => {
    const vault = await startVault();
    const wrapped = vault.wrapSecretId("app", "wrapped-secret-0011");
    const auth = { method: "appRole", roleId: ROLE_ID, wrappedSecretId: wrapped } as const;
    expect(await read(providerWith(vault, auth))).toEqual(PAIR);
    const late = providerWith(vault, auth);
    const before = vault.received.length;
    for (let round = 0; round < 3; round += 1) {
      const { hint } = await failure("UNAUTHENTICATED", read(late));
      expect(hint).toContain("somebody else may have unwrapped it");
    }
    expect(vault.received.length).toBe(before + 1);
  });

  it("that holds something else is not taken: it may have been replaced", async () => {
    const vault = await startVault();
    for (const creationPath of [
      "sys/wrapping/wrap",
      "auth/other/role/app/secret-id",
      "auth/approle/role/app/role-id",
    ]) {
      const wrapped = vault.wrapSecretId("app", "wrapped-secret-0011", { creationPath });
      const provider = providerWith(vault, { method: "appRole", roleId: ROLE_ID, wrappedSecretId: wrapped });
      expect((await failure("UNAUTHENTICATED", read(provider))).hint).toContain("may have replaced it");
    }
    expect(paths(vault).filter((path) => path === "sys/wrapping/unwrap")).toEqual([]);
  });

  it("is not lost when the read that fetches it is aborted, and asked for again when the server could not answer", async () => {
    const vault = await startVault();
    const wrapped = vault.wrapSecretId("app", "wrapped-secret-0011");
    const provider = providerWith(vault, { method: "appRole", roleId: ROLE_ID, wrappedSecretId: wrapped });
    vault.fail({ kind: "status", status: 503, path: "/v1/sys/wrapping/", times: 1 });
    expect((await failure("UNAVAILABLE", read(provider))).retryable).toBe(true);
    const hold = vault.hold("/v1/sys/wrapping/unwrap");
    const controller = new AbortController();
    const first = provider.read({ id: "mailjet" }, { signal: controller.signal });
    await hold.arrived(1);
    controller.abort(new Error("gone"));
    await expect(first).rejects.toThrow("gone");
    hold.release();
    expect(await read(provider)).toEqual(PAIR);
  });
});
