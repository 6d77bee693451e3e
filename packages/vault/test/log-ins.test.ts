import { createServer } from "node:net";
import { join } from "node:path";
import type { VaultEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { type VaultAuth, type VaultProvider, type VaultProviderOptions, vaultProvider } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import { APP_ROLE, failure, PAIR, paths, ROLE_ID, read, SECRET_ID, startVault, track } from "./support/vault.ts";

const JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2QtMDAxMSJ9.c2lnbmF0dXJlLTAwMTEyMjMz";
const OTHER_JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2QtMjIzMyJ9.c2lnbmF0dXJlLTQ0NTU2Njc3";
const PASSWORD = "correct horse, bâttery staple";

function providerWith(
  vault: VaultEmulator,
  auth: VaultAuth | undefined,
  more: VaultProviderOptions = {},
): VaultProvider {
  const options = { address: vault.address, environment: {}, kvVersion: 2, ...more } as const;
  return track(vaultProvider(auth === undefined ? options : { ...options, auth }));
}

const policies = ["app"];

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

describe("Kubernetes and JWT", () => {
  it("read their file again at every login", async () => {
    const files = scratch();
    const vault = await startVault({
      roles: [
        { method: "kubernetes", name: "app", jwts: [JWT, OTHER_JWT], policies },
        { method: "jwt", mount: "ci/jwt", name: "app", jwts: [JWT, OTHER_JWT], policies, usedByDefault: true },
      ],
    });
    const jwtFile = files.write("token", `${JWT}\n`);
    const ways: VaultAuth[] = [
      { method: "kubernetes", role: "app", jwtFile },
      { method: "jwt", role: "app", mount: "ci/jwt", jwtFile },
      { method: "jwt", mount: "ci/jwt", jwtFile },
    ];
    for (const auth of ways) {
      files.write("token", `${JWT}\n`);
      const provider = providerWith(vault, auth);
      expect(await read(provider)).toEqual(PAIR);
      files.write("token", OTHER_JWT);
      vault.revokeAllTokens();
      expect(await read(provider)).toEqual(PAIR);
    }
    expect(
      vault.received.filter(({ path }) => path.endsWith("/login")).map(({ path, fields }) => `${path} ${fields}`),
    ).toEqual([
      "/v1/auth/kubernetes/login role,jwt",
      "/v1/auth/kubernetes/login role,jwt",
      "/v1/auth/ci/jwt/login role,jwt",
      "/v1/auth/ci/jwt/login role,jwt",
      "/v1/auth/ci/jwt/login jwt",
      "/v1/auth/ci/jwt/login jwt",
    ]);
  });

  it("name the place where Kubernetes puts the token when it is not there", async () => {
    const vault = await startVault();
    const { message } = await failure(
      "INVALID_CONFIG",
      read(providerWith(vault, { method: "kubernetes", role: "app" })),
    );
    expect(message).toContain("/var/run/secrets/kubernetes.io/serviceaccount/token, for auth.jwtFile, does not exist.");
  });

  it.each(["kubernetes", "jwt"] as const)("%s: say what to check when role or token is refused", async (method) => {
    const files = scratch();
    const vault = await startVault({ roles: [{ method, name: "app", jwts: [JWT], policies }] });
    const jwtFile = files.write("token", OTHER_JWT);
    for (const role of ["app", "other"]) {
      const { hint } = await failure("UNAUTHENTICATED", read(providerWith(vault, { method, role, jwtFile })));
      expect(hint).toContain("Check auth.role and auth.mount");
    }
    await failure("INVALID_CONFIG", read(providerWith(vault, { method: "kubernetes", role: "", jwtFile })));
  });

  it("take a JWT from a function, which is asked at every login and not while one was refused", async () => {
    const vault = await startVault({ roles: [{ method: "jwt", name: "app", jwts: [JWT], policies }] });
    let asked = 0;
    let jwt = JWT;
    const getJwt = async (): Promise<string> => {
      asked += 1;
      return jwt;
    };
    const provider = providerWith(vault, { method: "jwt", role: "app", getJwt });
    expect(await read(provider)).toEqual(PAIR);
    vault.revokeAllTokens();
    jwt = OTHER_JWT;
    await failure("UNAUTHENTICATED", read(provider));
    expect(vault.loginCount).toBe(2);
    jwt = `${OTHER_JWT}x`;
    await failure("UNAUTHENTICATED", read(provider));
    expect([asked, vault.loginCount]).toEqual([3, 2]);
    const broken = providerWith(vault, {
      method: "jwt",
      getJwt: () => {
        throw new Error(`no use: ${JWT}`);
      },
    });
    expect((await failure("UNAUTHENTICATED", read(broken))).message).toContain("auth.getJwt failed.");
    await failure("INVALID_CONFIG", read(providerWith(vault, { method: "jwt" } as unknown as VaultAuth)));
  });
});

describe("user name and password", () => {
  it("log in with any character in the password, and at ldap too", async () => {
    const files = scratch();
    const vault = await startVault({
      roles: [
        { method: "userpass", username: "bob", password: PASSWORD, policies },
        { method: "userpass", mount: "ldap", username: "bob b", password: PASSWORD, policies },
      ],
    });
    const passwordFile = files.write("password", `${PASSWORD}\n`);
    expect(await read(providerWith(vault, { method: "userpass", username: "bob", password: PASSWORD }))).toEqual(PAIR);
    expect(
      await read(providerWith(vault, { method: "userpass", username: "bob b", passwordFile, mount: "ldap" })),
    ).toEqual(PAIR);
    expect(paths(vault).filter((path) => path.startsWith("auth/"))).toEqual([
      "auth/userpass/login/bob",
      "auth/ldap/login/bob%20b",
    ]);
  });

  it("are tried once when they are wrong, however many reads there are, since Vault locks users out", async () => {
    const vault = await startVault({ roles: [{ method: "userpass", username: "bob", password: PASSWORD, policies }] });
    const provider = providerWith(vault, { method: "userpass", username: "bob", password: "wrong" });
    for (let round = 0; round < 20; round += 1) await failure("UNAUTHENTICATED", read(provider, `tenant-${round}`));
    expect(vault.loginCount).toBe(1);
    await failure("INVALID_CONFIG", read(providerWith(vault, { method: "userpass", username: "", password: "x" })));
    await failure(
      "INVALID_CONFIG",
      read(providerWith(vault, { method: "userpass", username: "a" } as unknown as VaultAuth)),
    );
  });
});

describe("the client certificate", () => {
  it("logs in, from files or PEM texts", async () => {
    const files = scratch();
    const vault = await startVault({ tls: true });
    vault.addRole({ method: "cert", name: "app", certificate: vault.certificate, policies });
    const tls = { ca: vault.certificate };
    const text = { ...tls, clientCertificate: vault.certificate, clientKey: vault.privateKey };
    expect(await read(providerWith(vault, { method: "cert" }, { tls: text }))).toEqual(PAIR);
    const environment = {
      VAULT_CLIENT_CERT: files.write("cert.pem", vault.certificate),
      VAULT_CLIENT_KEY: files.write("key.pem", vault.privateKey),
    };
    expect(await read(providerWith(vault, { method: "cert", name: "app" }, { tls, environment }))).toEqual(PAIR);
    await failure("INVALID_CONFIG", read(providerWith(vault, { method: "cert" }, { tls })));
    const half = { ...tls, clientCertificate: vault.certificate };
    expect(
      (await failure("INVALID_CONFIG", read(providerWith(vault, { method: "cert" }, { tls: half })))).message,
    ).toContain("Only one of");
  });

  it("that no role takes is refused", async () => {
    const vault = await startVault({ tls: true });
    vault.addRole({ method: "cert", name: "app", certificate: vault.certificate, policies });
    const tls = { ca: vault.certificate, clientCertificate: vault.certificate, clientKey: vault.privateKey };
    await failure("UNAUTHENTICATED", read(providerWith(vault, { method: "cert", name: "other" }, { tls })));
  });
});

describe("AWS IAM", () => {
  const authorization =
    "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=00";
  const signed = {
    url: "https://sts.eu-west-1.amazonaws.com/",
    body: "Action=GetCallerIdentity&Version=2011-06-15",
    headers: { Authorization: authorization, "X-Vault-AWS-IAM-Server-ID": "vault.example.com" },
  };

  it("logs in by a request that a function signs, anew each time", async () => {
    const vault = await startVault({
      roles: [{ method: "aws", name: "app", serverId: "vault.example.com", policies }],
    });
    let asked = 0;
    const signRequest = () => {
      asked += 1;
      return signed;
    };
    const provider = providerWith(vault, { method: "awsIam", role: "app", signRequest });
    expect(await read(provider)).toEqual(PAIR);
    vault.revokeAllTokens();
    expect(await read(provider)).toEqual(PAIR);
    expect(asked).toBe(2);
    const unsigned = providerWith(vault, {
      method: "awsIam",
      role: "app",
      signRequest: () => ({ ...signed, headers: {} }),
    });
    await failure("UNAUTHENTICATED", read(unsigned));
    const noFunction = { method: "awsIam", signRequest: "text" } as unknown as VaultAuth;
    await failure("INVALID_CONFIG", read(providerWith(vault, noFunction)));
  });

  it("signs by itself with keys of the environment, or of a function that is called at every login", async () => {
    const vault = await startVault({
      roles: [{ method: "aws", name: "app", serverId: "vault.example.com", policies }],
    });
    const keys = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "aws-secret-key-00112233" };
    const environment = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey };
    const auth = { method: "awsIam", role: "app", serverId: "vault.example.com" } as const;
    expect(await read(providerWith(vault, auth, { environment }))).toEqual(PAIR);
    let asked = 0;
    const credentials = async () => {
      asked += 1;
      return keys;
    };
    const provider = providerWith(vault, { ...auth, region: "eu-west-1", credentials });
    expect(await read(provider)).toEqual(PAIR);
    vault.revokeAllTokens();
    expect(await read(provider)).toEqual(PAIR);
    expect(asked).toBe(2);
    expect((await failure("INVALID_CONFIG", read(providerWith(vault, auth)))).hint).toContain(
      "fromNodeProviderChain()",
    );
    const broken = providerWith(vault, { ...auth, credentials: () => Promise.reject(new Error(keys.secretAccessKey)) });
    expect((await failure("UNAUTHENTICATED", read(broken))).message).not.toContain(keys.secretAccessKey);
  });
});

describe("the token", () => {
  it("comes from options, then BAO_TOKEN, then VAULT_TOKEN, then, if that is wanted, the home directory", async () => {
    const files = scratch();
    const vault = await startVault();
    const token = vault.createToken({ policies });
    const home = files.write("vault-token", `${token}\n`);
    const environments: (readonly [VaultAuth | undefined, Record<string, string>])[] = [
      [{ method: "token", token }, { VAULT_TOKEN: "s.other" }],
      [
        { method: "token", tokenVariable: "MINE" },
        { MINE: token, VAULT_TOKEN: "s.other" },
      ],
      [{ method: "token" }, { BAO_TOKEN: token, VAULT_TOKEN: "s.other" }],
      [undefined, { VAULT_TOKEN: `${token}\n` }],
      [{ method: "token", useHomeTokenFile: true }, { BAO_TOKEN_PATH: home }],
      [
        { method: "token", useHomeTokenFile: true },
        { VAULT_TOKEN: token, BAO_TOKEN_PATH: "/nowhere" },
      ],
    ];
    for (const [auth, environment] of environments) {
      expect(await read(providerWith(vault, auth, { environment }))).toEqual(PAIR);
    }
    const hidden = { BAO_TOKEN: "", VAULT_TOKEN: token }; // an empty BAO_TOKEN is set
    for (const environment of [{}, hidden]) {
      const { hint } = await failure("INVALID_CONFIG", read(providerWith(vault, undefined, { environment })));
      expect(hint).toContain("VAULT_TOKEN");
    }
  });

  it("C21 is trimmed, and refused without a word of it when a character cannot be sent", async () => {
    const files = scratch();
    const vault = await startVault();
    const token = vault.createToken({ policies });
    const tokenFile = files.write("token", `${token}\n`);
    expect(await read(providerWith(vault, { method: "token", tokenFile }))).toEqual(PAIR);
    const texts = {
      a: "hvs.EXAMPLE\nsecond",
      b: "hvs.EX AMPLE",
      c: "hvs.EXÄMPLE",
      d: "",
      e: '{"token":"hvs.EXAMPLE","ttl":60}',
    };
    for (const [name, text] of Object.entries(texts)) {
      const bad = providerWith(vault, { method: "token", tokenFile: files.write(name, text) });
      const { message } = await failure("INVALID_CONFIG", read(bad));
      expect(message).toContain(join(files.path, name));
      expect(message).not.toContain("hvs.");
    }
    for (const auth of [
      { method: "token", token: "" },
      { method: "token", tokenVariable: "ABSENT" },
      { method: "token", tokenFile: files.path },
      { method: "token", token, tokenFile },
    ]) {
      await failure("INVALID_CONFIG", read(providerWith(vault, auth as VaultAuth)));
    }
  });
});

describe("an Agent or Proxy", () => {
  it("adds its token when none is sent, and is sent X-Vault-Request", async () => {
    const vault = await startVault({ requestHeaderRequired: true });
    vault.autoAuth(vault.createToken({ policies }));
    expect(await read(providerWith(vault, { method: "none" }))).toEqual(PAIR);
    const environment = { VAULT_AGENT_ADDR: vault.address, VAULT_ADDR: "https://nowhere.invalid" };
    expect(await read(track(vaultProvider({ environment })))).toEqual(PAIR);
    expect(vault.received.map(({ hasToken }) => hasToken)).toEqual([false, false, false]);
    const own = { ...environment, VAULT_TOKEN: vault.createToken({ policies }) };
    expect(await read(track(vaultProvider({ environment: own })))).toEqual(PAIR);
    expect(vault.received.at(-1)?.hasToken).toBe(true);
  });

  it("is reached by a unix socket", async () => {
    const files = scratch();
    const vault = await startVault();
    vault.autoAuth(vault.createToken({ policies }));
    const socket = join(files.path, "agent.sock");
    const { connect } = await import("node:net");
    const gate = createServer((incoming) => {
      const outgoing = connect(Number(new URL(vault.address).port), "127.0.0.1");
      incoming.pipe(outgoing).pipe(incoming);
      for (const end of [incoming, outgoing]) end.on("error", () => {});
    });
    await new Promise<void>((resolve) => gate.listen(socket, resolve));
    onTestFinished(() => void gate.close());
    expect(await read(track(vaultProvider({ address: `unix://${socket}`, environment: {} })))).toEqual(PAIR);
    expect(vault.received[0]?.headers).toMatchObject({ host: "localhost", "x-vault-request": "true" });
  });
});
