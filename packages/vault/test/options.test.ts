import { SecretsError } from "@mailjet-secrets/core";
import { describe, expect, it } from "vitest";
import { type VaultProviderOptions, vaultProvider } from "../src/index.ts";

function refusal(options: unknown): string {
  try {
    vaultProvider(options as VaultProviderOptions);
  } catch (error) {
    expect(SecretsError.is(error, "INVALID_CONFIG") ? error.provider : error).toBe("vault");
    return (error as SecretsError).message;
  }
  return "nothing was refused";
}

const VALUE = "value-00112233";

describe("an option that there is not is named, and the one that was meant", () => {
  it.each([
    [{ adress: VALUE }, "adress (did you mean address?)"],
    [{ secret: VALUE, kvVersion: 2 }, "secret"],
    [{ tls: { cafile: VALUE } }, "tls.cafile (did you mean tls.caFile?)"],
    [{ auth: { method: "token", tokn: VALUE } }, "auth.tokn (did you mean auth.token?)"],
    [{ auth: { method: "appRole", roleID: VALUE } }, "auth.roleID (did you mean auth.roleId?)"],
    [{ auth: { method: "kubernetes", role: "a", jwt: VALUE } }, "auth.jwt"],
    [{ auth: { method: "jwt", getjwt: VALUE } }, "auth.getjwt (did you mean auth.getJwt?)"],
    [{ auth: { method: "userpass", userName: VALUE } }, "auth.userName (did you mean auth.username?)"],
    [{ auth: { method: "cert", role: VALUE } }, "auth.role"],
    [{ auth: { method: "awsIam", serverID: VALUE } }, "auth.serverID (did you mean auth.serverId?)"],
    [{ auth: { method: "none", token: VALUE } }, "auth.token"],
  ])("%j", (options, text) => {
    const message = refusal(options);
    expect(message).toContain(`Not an option of the vault provider: ${text}`);
    expect(message).not.toContain(VALUE);
  });
});

describe("an option of the wrong kind is named", () => {
  it.each([
    [null, "are not an object"],
    ["vault", "are not an object"],
    [{ address: 8200 }, "address cannot be this. It must be a text."],
    [{ namespace: null }, "namespace cannot be this."],
    [{ mount: ["secret"] }, "mount cannot be this."],
    [{ kvVersion: "2" }, 'kvVersion cannot be this. It must be 1, 2 or "auto".'],
    [{ kvVersion: 3 }, "kvVersion cannot be this."],
    [{ auth: "token" }, "auth cannot be this. It must be an object."],
    [{ tls: [] }, "tls cannot be this."],
    [{ allowInsecureHttp: "true" }, "allowInsecureHttp cannot be this. It must be true or false."],
    [{ proxy: true }, "proxy cannot be this. It must be a text, or false."],
    [{ redirectHosts: "vault.example.com" }, "redirectHosts cannot be this."],
    [{ redirectHosts: ["https://vault.example.com"] }, "redirectHosts cannot be this."],
    [{ redirectHosts: [8200] }, "redirectHosts cannot be this."],
    [{ timeoutMs: "5000" }, "timeoutMs cannot be this. It must be a number of milliseconds from 1 to 2147483647."],
    [{ timeoutMs: Number.NaN }, "timeoutMs cannot be this."],
    [{ timeoutMs: -1 }, "timeoutMs cannot be this."],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, "timeoutMs cannot be this."],
    [{ environment: "production" }, "environment cannot be this."],
    [{ environment: { VAULT_ADDR: 8200 } }, "environment cannot be this. It must be an object of texts."],
    [{ clock: Date.now }, "clock cannot be this."],
    [{ tls: { ca: 1 } }, "tls.ca cannot be this. It must be a text."],
    [{ tls: { verifyCertificate: "false" } }, "tls.verifyCertificate cannot be this. It must be true or false."],
    [{ auth: { method: "token", token: 1 } }, "auth.token cannot be this."],
    [{ auth: { method: "token", useHomeTokenFile: 1 } }, "auth.useHomeTokenFile cannot be this."],
    [{ auth: { method: "appRole", secretId: {} } }, "auth.secretId cannot be this."],
    [{ auth: { method: "kubernetes", role: "a\nb" } }, "auth.role cannot be this. It must be a text without control"],
    [{ auth: { method: "jwt", getJwt: "text" } }, "auth.getJwt cannot be this. It must be a function"],
    [{ auth: { method: "userpass", username: "\ud800", password: "x" } }, "auth.username cannot be this."],
    [{ auth: { method: "cert", name: 1 } }, "auth.name cannot be this."],
    [{ auth: { method: "awsIam", credentials: {} } }, "auth.credentials cannot be this. It must be a function"],
    [{ auth: { method: "awsIam", signRequest: "text" } }, "auth.signRequest cannot be this."],
    [{ auth: { method: "awsIam", region: "eu-west-1/x" } }, "auth.region is empty, or holds a character that does not"],
    [{ auth: { method: "awsIam", serverId: "a b" } }, "auth.serverId is empty, or holds a character that does not"],
    [{ auth: { method: "kubernetes", role: "a", mount: "../sys" } }, "auth.mount may not go by . or .."],
  ])("%o", (options, text) => {
    expect(refusal(options)).toContain(text);
  });

  it("as is a method that there is not", () => {
    expect(refusal({ auth: { method: "approle" } })).toContain(
      'auth.method is "approle". It must be one of token, appRole,',
    );
    expect(refusal({ auth: { method: "a\u001b[31m" } })).toContain('auth.method is "a\\u{1b}[31m".');
    for (const method of [undefined, null, 12n, {}, Symbol("x")]) {
      expect(refusal({ auth: { method } })).toContain("auth.method is not given as a text.");
    }
    expect(refusal({ auth: { method: "toString" } })).toContain('auth.method is "toString".');
  });
});

describe("of two options that exclude each other", () => {
  it.each([
    [{ method: "appRole", secretId: "a", wrappedSecretIdFile: "b" }, "auth.secretId and auth.wrappedSecretIdFile"],
    [{ method: "jwt", jwtFile: "a", getJwt: () => "b" }, "auth.jwtFile and auth.getJwt"],
    [{ method: "awsIam", credentials: () => ({}), signRequest: () => ({}) }, "auth.credentials and auth.signRequest"],
  ])("none is taken: %o", (auth, text) => {
    expect(refusal({ auth })).toContain(`${text} are given, and one is needed.`);
    const [last = ""] = Object.keys(auth).slice(-1);
    expect(refusal({ auth: { ...auth, [last]: undefined } })).toBe("nothing was refused");
  });
});

it("an option that is undefined is as good as absent", () => {
  const options = { address: undefined, auth: undefined, tls: { ca: undefined }, timeoutMs: undefined };
  expect(refusal(options)).toBe("nothing was refused");
});
