import { execFile } from "node:child_process";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { readFileSync } from "node:fs";
import type { ClientRequest } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { VaultEmulator, VaultFault, VaultRole } from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { canaryForms, findCanary, printed } from "../../../test/support/canary.ts";
import { type VaultAuth, vaultProvider } from "../src/index.ts";
import { type Scratch, scratch } from "./support/scratch.ts";
import { APP_ROLE, appRoleProvider, never, PAIR, ROLE_ID, SECRET_ID, startVault, track } from "./support/vault.ts";

const run = promisify(execFile);
const built = pathToFileURL(join(import.meta.dirname, "../dist/index.js")).href;
const JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2QtMDAxMSJ9.c2lnbmF0dXJlLTAwMTEyMjMz";
const PASSWORD = "password-00112233-44556677";
const WRAPPED_SECRET_ID = "c7a1e3f2-wrapped-4b6d-a0e9-55aa66bb77cc";
const AWS_KEYS = {
  AWS_ACCESS_KEY_ID: "AKIAEXAMPLE001122334",
  AWS_SECRET_ACCESS_KEY: "aws-secret-00112233445566778899aabbccdd",
  AWS_SESSION_TOKEN: "aws-session-ffeeddccbbaa998877665544332211",
};
const policies = ["app"];
const ROLES: readonly VaultRole[] = [
  APP_ROLE,
  { method: "jwt", name: "app", jwts: [JWT], policies },
  { method: "kubernetes", name: "app", jwts: [JWT], policies },
  { method: "userpass", username: "bob", password: PASSWORD, policies },
  { method: "aws", name: "app", policies },
];
const CANARIES = [
  ...canaryForms(ROLE_ID, SECRET_ID, WRAPPED_SECRET_ID, JWT, PASSWORD, ...Object.values(PAIR)),
  // Inside of base64, as in a login by AWS, a text may begin at each of three places.
  ...Object.values(AWS_KEYS).flatMap((text) => canaryForms(text, text.slice(1), text.slice(2))),
];

/** Logins by their method, for a server without TLS; that by certificate needs one. */
const LOGINS: Readonly<Record<string, (vault: VaultEmulator, files: Scratch) => VaultAuth>> = {
  token: (vault) => ({ method: "token", token: vault.createToken({ policies }) }),
  appRole: () => ({ method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID }),
  wrapped: (vault) => ({
    method: "appRole",
    roleId: ROLE_ID,
    wrappedSecretId: vault.wrapSecretId("app", WRAPPED_SECRET_ID),
  }),
  jwt: () => ({ method: "jwt", role: "app", jwt: JWT }),
  kubernetes: (_, files) => ({ method: "kubernetes", role: "app", jwtFile: files.write("jwt", JWT) }),
  userpass: () => ({ method: "userpass", username: "bob", password: PASSWORD }),
  awsIam: () => ({ method: "awsIam", role: "app" }),
};

/** All tokens that go out until the test is over: those of logins, too, and wrapping tokens. */
function sentTokens(): ReadonlySet<string> {
  const tokens = new Set<string>();
  const note = (message: unknown): void => {
    const token = (message as { readonly request: ClientRequest }).request.getHeader("x-vault-token");
    if (token !== undefined) tokens.add(String(token));
  };
  subscribe("http.client.request.start", note);
  onTestFinished(() => void unsubscribe("http.client.request.start", note));
  return tokens;
}

function shown(thing: unknown, tokens: Iterable<string> = []): string | undefined {
  return findCanary(printed(thing), [...CANARIES, ...[...tokens].flatMap((token) => canaryForms(token))]);
}

/** The lines of a PEM text in which the key itself stands. */
function linesOf(pem: string): readonly string[] {
  return pem.split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("-----"));
}

describe("C23 nothing secret is shown", () => {
  const quoting = `invalid secret_id "${SECRET_ID}" of role "${ROLE_ID}" with ${PAIR.MJ_APIKEY_PRIVATE}`;
  const faults: readonly VaultFault[] = [
    ...[400, 401, 403, 404, 405, 412, 429, 472, 500, 501, 503, 200, 202, 307].map(
      (status): VaultFault => ({
        kind: "status",
        status,
        errors: [quoting],
        location: `https://elsewhere.example.com/${SECRET_ID}`,
      }),
    ),
    {
      kind: "status",
      status: 200,
      body: { data: quoting, warnings: [quoting], auth: { client_token: "", x: quoting } },
    },
    {
      kind: "status",
      status: 404,
      body: { request_id: "0", data: { metadata: { version: 1, deletion_time: quoting } } },
    },
    { kind: "reset" },
    { kind: "garbage", body: "cut" },
  ];

  it.each(faults)("by the error for $kind $status, at the login or at the read, by any login", async (fault) => {
    const vault = await startVault({ roles: ROLES });
    const tokens = sentTokens();
    const own = scratch();
    for (const path of ["/v1/auth/", "/v1/sys/wrapping/", "/v1/secret/", "/v1/"]) {
      for (const logIn of Object.values(LOGINS)) {
        vault.clearFaults();
        const auth = logIn(vault, own);
        const provider = appRoleProvider(vault, { kvVersion: "auto", auth, environment: AWS_KEYS });
        vault.fail({ ...fault, path });
        const call = { signal: never() };
        const error: unknown = await provider.read({ id: "mailjet" }, call).catch((reason: unknown) => reason);
        const written: unknown = await provider.write({ id: "mailjet" }, PAIR, call).catch((reason: unknown) => reason);
        const given = Object.values(auth).filter((value) => value.length >= 20);
        const errors = [error, written].filter((outcome) => outcome instanceof Error);
        for (const thing of [...errors, provider]) expect(shown(thing, [...tokens, ...given])).toBeUndefined();
      }
    }
    expect(tokens.size).toBeGreaterThan(8); // 4 that were given and 4 for unwrapping at most; the others are of logins
    for (const token of tokens) expect(shown(new Error(`no ${token}`), tokens)).toBeDefined();
  });

  it.each(faults)("by the error for $kind $status, at or after the login by certificate", async (fault) => {
    const vault = await startVault({ https: true });
    vault.addRole({ method: "cert", name: "app", certificate: vault.certificate, policies });
    const tokens = sentTokens();
    const key = linesOf(vault.privateKey);
    const tls = { ca: vault.certificate, clientCertificate: vault.certificate, clientKey: vault.privateKey };
    for (const path of ["/v1/auth/", "/v1/secret/"]) {
      vault.clearFaults();
      vault.fail({ ...fault, path });
      const provider = appRoleProvider(vault, { auth: { method: "cert" }, tls });
      const error: unknown = await provider.read({ id: "mailjet" }, { signal: never() }).catch((reason) => reason);
      const outcomes = error instanceof Error ? [error, provider] : [provider];
      for (const thing of outcomes) expect(shown(thing, [...tokens, ...key])).toBeUndefined();
    }
    expect(tokens.size).toBeGreaterThan(0);
  });

  it("by the error for a certificate or a key that cannot be used", async () => {
    const vault = await startVault({ https: true });
    const damaged = `${vault.certificate}\n-----BEGIN CERTIFICATE-----\n${SECRET_ID}\n-----END CERTIFICATE-----`;
    for (const [clientCertificate, clientKey] of [
      [damaged, vault.privateKey],
      [vault.privateKey, vault.privateKey],
      [vault.certificate, `${vault.privateKey.slice(0, 90)}\n-----END PRIVATE KEY-----`],
    ] as const) {
      const tls = { ca: vault.certificate, clientCertificate, clientKey };
      const provider = appRoleProvider(vault, { auth: { method: "cert" }, tls });
      const error: unknown = await provider.read({ id: "mailjet" }, { signal: never() }).catch((reason) => reason);
      expect(error).toMatchObject({ code: "INVALID_CONFIG", message: expect.stringContaining("VAULT_CLIENT_CERT") });
      expect(shown(error, linesOf(vault.privateKey))).toBeUndefined();
    }
    const provider = appRoleProvider(vault, { tls: { ca: vault.privateKey } });
    const error: unknown = await provider.read({ id: "mailjet" }, { signal: never() }).catch((reason) => reason);
    expect(error).toMatchObject({ code: "INVALID_CONFIG", message: expect.stringContaining("VAULT_CACERT") });
    expect(shown(error, linesOf(vault.privateKey))).toBeUndefined();
  });

  it("by the error of a connection that is refused, and by the provider, its options and its promise", async () => {
    const auth = { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID } as const;
    const provider = track(vaultProvider({ address: "http://127.0.0.1:9", environment: {}, auth }));
    const reading = provider.read({ id: "mailjet" }, { signal: never() });
    const error: unknown = await reading.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
    for (const thing of [error, provider, reading]) expect(shown(thing)).toBeUndefined();
  });

  it("by the error for credentials with a character that cannot be sent", async () => {
    const vault = await startVault();
    const bad = `${SECRET_ID}\n${ROLE_ID}`;
    for (const auth of [
      { method: "token", token: bad },
      { method: "appRole", roleId: ROLE_ID, secretId: bad },
      { method: "appRole", roleId: bad, secretId: SECRET_ID },
      { method: "jwt", jwt: bad },
    ] as const) {
      const provider = appRoleProvider(vault, { auth });
      const error: unknown = await provider
        .read({ id: "mailjet" }, { signal: never() })
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "INVALID_CONFIG" });
      expect(shown(error)).toBeUndefined();
    }
  });
});

describe("a process of its own", () => {
  const files = () => scratch();

  it.each([...Object.keys(LOGINS), "cert"])("prints nothing secret under DEBUG=* by %s", async (method) => {
    const own = files();
    const vault = await startVault({ roles: ROLES, https: method === "cert" });
    vault.addRole({ method: "cert", name: "app", certificate: vault.certificate, policies });
    const identity = {
      VAULT_CACERT: own.write("ca.pem", vault.certificate),
      VAULT_CLIENT_CERT: own.write("cert.pem", vault.certificate),
      VAULT_CLIENT_KEY: own.write("key.pem", vault.privateKey),
    };
    const script = own.write(
      "run.mjs",
      `import { subscribe } from "node:diagnostics_channel";
       import { appendFileSync } from "node:fs";
       import { vaultProvider } from ${JSON.stringify(built)};
       subscribe("http.client.request.start", ({ request }) =>
         appendFileSync(process.env.SENT, (request.getHeader("x-vault-token") ?? "") + "\\n"));
       const provider = vaultProvider({ auth: JSON.parse(process.env.AUTH) });
       const signal = new AbortController().signal;
       const { values } = await provider.read({ id: "mailjet" }, { signal });
       await provider.write({ id: "mailjet" }, values, { signal });
       const error = await provider.read({ id: "other" }, { signal }).catch((error) => error);
       console.log(Object.keys(values).length, error, provider);
       await provider.close();`,
    );
    const SENT = own.write("sent", "");
    const AUTH = JSON.stringify(LOGINS[method]?.(vault, own) ?? { method });
    const common = { PATH: process.env["PATH"], DEBUG: "*", VAULT_ADDR: vault.url, AUTH, SENT, ...AWS_KEYS };
    const environment = method === "cert" ? { ...common, ...identity } : common;
    const { stdout, stderr } = await run(process.execPath, [script], { env: environment });
    expect(stdout).toContain("Vault has no secret at secret/data/other");
    const tokens = readFileSync(SENT, "utf8").split("\n").filter(Boolean);
    expect(tokens.length).toBeGreaterThan(2);
    const forms = [...CANARIES, ...[...tokens, ...linesOf(vault.privateKey)].flatMap((text) => canaryForms(text))];
    expect(findCanary(stdout + stderr, forms)).toBeUndefined();
  });

  it("loads node-vault at the first read, aws4 at a login by AWS IAM, neither before, and ends by itself", async () => {
    const vault = await startVault({ roles: ROLES });
    const script = files().write(
      "run.mjs",
      `import { createRequire } from "node:module";
       import { vaultProvider } from ${JSON.stringify(built)};
       const loaded = () => ["node-vault", "aws4"].map((name) =>
         Object.keys(createRequire(${JSON.stringify(built)}).cache).some((path) => path.includes("/" + name + "/")));
       const states = [loaded()];
       for (const auth of [{ method: "token", tokenVariable: "MINE" }, { method: "awsIam", role: "app" }]) {
         const provider = vaultProvider({ address: process.argv[2], auth });
         states.push(loaded());
         await provider.read({ id: "mailjet" }, { signal: new AbortController().signal });
         states.push(loaded());
       }
       console.log(JSON.stringify(states));`,
    );
    const environment = { PATH: process.env["PATH"], MINE: vault.rootToken, ...AWS_KEYS };
    const { stdout } = await run(process.execPath, [script, vault.url], { env: environment, timeout: 20_000 });
    const [none, nodeVault, both] = [
      [false, false],
      [true, false],
      [true, true],
    ];
    expect(JSON.parse(stdout)).toEqual([none, none, nodeVault, nodeVault, both]);
  });
});
