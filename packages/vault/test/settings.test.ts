import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it, vi } from "vitest";
import { type VaultProviderOptions, vaultProvider } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import {
  APP_ROLE,
  appRoleProvider,
  failure,
  PAIR,
  paths,
  ROLE_ID,
  read,
  rootProvider,
  SECRET_ID,
  startVault,
  track,
} from "./support/vault.ts";

describe("the address", () => {
  it("C17 may end with slashes and /v1", async () => {
    const vault = await startVault();
    for (const end of ["", "/", "//", "/v1", "/v1/"]) {
      expect(await read(rootProvider(vault, { address: ` ${vault.url}${end}` }))).toEqual(PAIR);
    }
    expect(new Set(paths(vault))).toEqual(new Set(["secret/data/mailjet"]));
  });

  it("comes from the option, then from the Agent's variables, then from the server's, OpenBao's first", async () => {
    const vault = await startVault();
    const other = "http://127.0.0.1:9";
    const ways: Record<string, string>[] = [
      { BAO_AGENT_ADDR: vault.url, VAULT_AGENT_ADDR: other, BAO_ADDR: other, VAULT_ADDR: other },
      { VAULT_AGENT_ADDR: vault.url, BAO_ADDR: other, VAULT_ADDR: other },
      { BAO_ADDR: vault.url, VAULT_ADDR: other },
      { VAULT_ADDR: vault.url },
      { BAO_ADDR: vault.url, VAULT_ADDR: "" },
    ];
    for (const environment of ways) {
      const provider = track(
        vaultProvider({ environment: { ...environment, VAULT_TOKEN: vault.rootToken }, kvVersion: 2 }),
      );
      expect(await read(provider)).toEqual(PAIR);
    }
    expect(await read(rootProvider(vault, { environment: { VAULT_AGENT_ADDR: other } }))).toEqual(PAIR);
    const { hint } = await failure("INVALID_CONFIG", read(track(vaultProvider({ environment: {} }))));
    expect(hint).toContain("VAULT_ADDR");
  });

  it("may not be http: to another machine, nor no address at all", async () => {
    const vault = await startVault();
    for (const address of [
      "http://vault.example.com:8200",
      "vault.example.com",
      "ftp://vault",
      "https://user:pass@vault",
    ]) {
      await failure("INVALID_CONFIG", read(rootProvider(vault, { address })));
    }
  });

  it("is looked for at the first read, not before, and again after a failure", async () => {
    const vault = await startVault();
    const environment: Record<string, string> = {};
    const provider = track(vaultProvider({ environment, kvVersion: 2 }));
    await failure("INVALID_CONFIG", read(provider));
    Object.assign(environment, { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken });
    expect(await read(provider)).toEqual(PAIR);
  });

  it("is found in process.env by default, and what node-vault reads there decides nothing", async () => {
    const vault = await startVault({ namespaces: ["team-a"] });
    vi.stubEnv("VAULT_ADDR", vault.url);
    vi.stubEnv("VAULT_TOKEN", vault.createToken({ policies: ["app"] }));
    vi.stubEnv("VAULT_PREFIX", "/nowhere");
    vi.stubEnv("VAULT_SKIP_VERIFY", "false");
    try {
      expect(await read(track(vaultProvider({ kvVersion: 2 })))).toEqual(PAIR);
      vi.stubEnv("VAULT_NAMESPACE", "team-a");
      const auth = { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID } as const;
      expect(await read(track(vaultProvider({ kvVersion: 2, namespace: "", auth })))).toEqual(PAIR);
      expect(
        vault.received.map(({ path, hasToken, headers }) => [path, hasToken, headers["x-vault-namespace"]]),
      ).toEqual([
        ["/v1/secret/data/mailjet", true, undefined],
        ["/v1/auth/approle/login", false, undefined],
        ["/v1/secret/data/mailjet", true, undefined],
      ]);
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("C13 the namespace", () => {
  it("goes with every request: login, question, read, look-up, renewal, end", async () => {
    const clock = fakeClock();
    const vault = await startVault({ clock, namespaces: ["team-a", "team-a/b"], mounts: { "team-a/b/secret": 2 } });
    vault.put("team-a/b/secret/mailjet", PAIR);
    vault.addRole({ ...APP_ROLE, namespace: "team-a/b", periodSeconds: 600 });
    for (const options of [
      { namespace: "/team-a/b/" },
      { environment: { VAULT_NAMESPACE: "team-a/b" } },
      { environment: { BAO_NAMESPACE: "team-a/b", VAULT_NAMESPACE: "other" } },
    ]) {
      const provider = appRoleProvider(vault, { clock, kvVersion: "auto", ...options });
      const seen = vault.received.length;
      await failure("NOT_FOUND", read(provider, "other"));
      await clock.advance(500_000);
      expect(await read(provider)).toEqual(PAIR);
      vault.fail({ kind: "status", status: 403, errors: ["permission denied"], path: "/v1/secret/", times: 1 });
      await failure("ACCESS_DENIED", read(provider));
      await provider.close();
      expect(paths(vault).slice(seen)).toEqual([
        "auth/approle/login",
        "sys/internal/ui/mounts/secret",
        "secret/data/other",
        "auth/token/renew-self",
        ...["secret/data/mailjet", "secret/data/mailjet"],
        "auth/token/lookup-self",
        "auth/token/revoke-self",
      ]);
    }
    expect(new Set(vault.received.map(({ headers }) => headers["x-vault-namespace"]))).toEqual(new Set(["team-a/b"]));
  });

  it("that does not exist, or cannot be sent, is named", async () => {
    const vault = await startVault();
    const { message } = await failure("INVALID_CONFIG", read(rootProvider(vault, { namespace: "nope" })));
    expect(message).toContain("Vault knows no namespace nope.");
    await failure("INVALID_CONFIG", read(appRoleProvider(vault, { namespace: "nope" })));
    await failure("INVALID_CONFIG", read(rootProvider(vault, { namespace: "nope", kvVersion: "auto" })));
    for (const namespace of ["a\nb", "ä", "a/../b"]) {
      await failure("INVALID_CONFIG", read(rootProvider(vault, { namespace })));
    }
    for (const namespace of ["", "/", "root", "root/"])
      expect(await read(rootProvider(vault, { namespace }))).toEqual(PAIR);
  });

  it("of the login is cleaned and checked the same way", async () => {
    const vault = await startVault({ namespaces: ["team-a"], mounts: { "team-a/secret": 2 } });
    vault.put("team-a/secret/mailjet", PAIR);
    const logIn = async (own: string, namespace: string): Promise<readonly (string | undefined)[]> => {
      const auth = { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID, namespace: own } as const;
      const before = vault.received.length;
      await read(appRoleProvider(vault, { namespace, auth })).catch(() => {});
      return vault.received.slice(before).map(({ headers }) => headers["x-vault-namespace"]);
    };
    for (const root of ["", "/", "root", " /root/ "]) expect((await logIn(root, "team-a"))[0]).toBeUndefined();
    for (const own of ["team-a", "/team-a/", " team-a/ "]) expect((await logIn(own, "root"))[0]).toBe("team-a");
    const before = vault.received.length;
    for (const namespace of ["a\nb", "ä", "a/../b"]) {
      const auth = { method: "token", token: vault.rootToken, namespace } as const;
      const { message } = await failure("INVALID_CONFIG", read(appRoleProvider(vault, { auth })));
      if (!namespace.includes("..")) expect(message).toContain("Check auth.namespace.");
    }
    expect(vault.received).toHaveLength(before);
  });
});

describe("C15 a private certificate authority", () => {
  it("is given as PEM, as a file or as a directory, by option or environment, and for this provider only", async () => {
    const files = scratch();
    const vault = await startVault({ https: true });
    const caFile = files.write("ca.pem", vault.certificate);
    files.write("README", "no certificate");
    const ways: VaultProviderOptions[] = [
      { tls: { ca: vault.certificate } },
      { tls: { caFile } },
      { tls: { caDirectory: files.path } },
      { environment: { VAULT_CACERT: caFile } },
      { environment: { BAO_CAPATH: files.path } },
      { environment: { VAULT_CACERT_BYTES: vault.certificate } },
      { environment: { VAULT_CAPATH: "/nowhere" }, tls: { caFile } },
    ];
    for (const options of ways) expect(await read(rootProvider(vault, options))).toEqual(PAIR);
    const error = await failure("UNAVAILABLE", read(rootProvider(vault)));
    expect(error.retryable).toBe(false);
    expect(error.hint).toContain("tls.caFile, tls.ca or VAULT_CACERT");
    expect(error.message).not.toContain("as CA certificate");
    expect(process.env["NODE_TLS_REJECT_UNAUTHORIZED"]).toBeUndefined();
  });

  it("that cannot be read, or is none, is named", async () => {
    const files = scratch();
    const vault = await startVault({ https: true });
    const empty = scratch().path;
    const wrong: (readonly [VaultProviderOptions, string])[] = [
      [
        { tls: { caFile: "/nowhere/ca.pem" } },
        "/nowhere/ca.pem, for the CA certificate (tls.caFile, VAULT_CACERT), does not exist",
      ],
      [{ tls: { caDirectory: "/nowhere" } }, "/nowhere, for CA certificates"],
      [{ tls: { caDirectory: empty } }, "holds no CA certificate"],
      [{ environment: { VAULT_CACERT: files.path } }, "is a directory"],
      [{ tls: { ca: "nonsense" } }, "CA certificate"],
    ];
    for (const [options, text] of wrong) {
      expect((await failure("INVALID_CONFIG", read(rootProvider(vault, options)))).message).toContain(text);
    }
  });

  it("may be for another name", async () => {
    const vault = await startVault({ https: true });
    const tls = { ca: vault.certificate };
    const environment = { VAULT_TLS_SERVER_NAME: "vault.example.com" };
    await failure("UNAVAILABLE", read(rootProvider(vault, { tls, environment })));
    expect(await read(rootProvider(vault, { tls: { ...tls, serverName: "localhost" }, environment }))).toEqual(PAIR);
  });
});

describe("the check of the server's certificate", () => {
  it("is turned off by true alone, with a warning, and a word that is neither is refused", async () => {
    const vault = await startVault({ https: true });
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    try {
      for (const text of ["false", "0", "F", ""]) {
        await failure("UNAVAILABLE", read(rootProvider(vault, { environment: { VAULT_SKIP_VERIFY: text } })));
      }
      await failure("INVALID_CONFIG", read(rootProvider(vault, { environment: { VAULT_SKIP_VERIFY: "no" } })));
      const environment = { VAULT_SKIP_VERIFY: "true" };
      await failure("UNAVAILABLE", read(rootProvider(vault, { environment, tls: { verifyCertificate: true } })));
      await new Promise((resolve) => setImmediate(resolve));
      expect(warnings).toEqual([]);
      expect(await read(rootProvider(vault, { environment }))).toEqual(PAIR);
      expect(await read(rootProvider(vault, { tls: { verifyCertificate: false } }))).toEqual(PAIR);
      await new Promise((resolve) => setImmediate(resolve));
      expect(warnings.map((warning) => (warning as { code?: string }).code)).toEqual([
        "MAILJET_SECRETS_VAULT_NOT_VERIFIED",
        "MAILJET_SECRETS_VAULT_NOT_VERIFIED",
      ]);
    } finally {
      process.off("warning", note);
    }
  });
});
