import { describe, expect, it } from "vitest";
import type { VaultAuth } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import { failure, PAIR, paths, providerWith, read, startVault } from "./support/vault.ts";

const JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2QtMDAxMSJ9.c2lnbmF0dXJlLTAwMTEyMjMz";
const OTHER_JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2QtMjIzMyJ9.c2lnbmF0dXJlLTQ0NTU2Njc3";
const PASSWORD = "correct horse, bâttery staple";

const policies = ["app"];

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
    const vault = await startVault({ https: true });
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
    const half = { ...tls, clientCertificate: vault.certificate }; // its key is not looked for elsewhere
    expect(
      (await failure("INVALID_CONFIG", read(providerWith(vault, { method: "cert" }, { tls: half, environment }))))
        .message,
    ).toContain("Only one of");
  });

  it("that no role takes is refused", async () => {
    const vault = await startVault({ https: true });
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
    const headers = { "X-Vault-AWS-IAM-Server-ID": "vault.example.com" };
    const unsigned = () => ({ ...signed, headers });
    await failure(
      "UNAUTHENTICATED",
      read(providerWith(vault, { method: "awsIam", role: "app", signRequest: unsigned })),
    );
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
