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
import { scratch } from "./support/scratch.ts";
import { APP_ROLE, appRoleProvider, never, PAIR, ROLE_ID, SECRET_ID, startVault, track } from "./support/vault.ts";

const run = promisify(execFile);
const built = pathToFileURL(join(import.meta.dirname, "../dist/index.js")).href;
const JWT = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwb2QtMDAxMSJ9.c2lnbmF0dXJlLTAwMTEyMjMz";
const PASSWORD = "password-00112233-44556677";
const WRAPPED_SECRET_ID = "c7a1e3f2-wrapped-4b6d-a0e9-55aa66bb77cc";
const ROLES: readonly VaultRole[] = [
  APP_ROLE,
  { method: "jwt", name: "app", jwts: [JWT], policies: ["app"] },
  { method: "userpass", username: "bob", password: PASSWORD, policies: ["app"] },
];
const CANARIES = canaryForms(ROLE_ID, SECRET_ID, WRAPPED_SECRET_ID, JWT, PASSWORD, ...Object.values(PAIR));

const LOGINS: Readonly<Record<string, (vault: VaultEmulator) => VaultAuth>> = {
  token: (vault) => ({ method: "token", token: vault.createToken({ policies: ["app"] }) }),
  appRole: () => ({ method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID }),
  wrapped: (vault) => ({
    method: "appRole",
    roleId: ROLE_ID,
    wrappedSecretId: vault.wrapSecretId("app", WRAPPED_SECRET_ID),
  }),
  jwt: () => ({ method: "jwt", role: "app", jwt: JWT }),
  userpass: () => ({ method: "userpass", username: "bob", password: PASSWORD }),
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
    for (const path of ["/v1/auth/", "/v1/sys/wrapping/", "/v1/secret/", "/v1/"]) {
      for (const logIn of Object.values(LOGINS)) {
        vault.clearFaults();
        const auth = logIn(vault);
        const provider = appRoleProvider(vault, { kvVersion: "auto", auth });
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

  it.each(["token", "appRole", "jwt"] as const)("prints nothing secret under DEBUG=* by %s", async (method) => {
    const vault = await startVault({ roles: ROLES });
    const own = files();
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
    const AUTH = JSON.stringify(LOGINS[method]?.(vault));
    const environment = { PATH: process.env["PATH"], DEBUG: "*", VAULT_ADDR: vault.url, AUTH, SENT };
    const { stdout, stderr } = await run(process.execPath, [script], { env: environment });
    expect(stdout).toContain("Vault has no secret at secret/data/other");
    const tokens = readFileSync(SENT, "utf8").split("\n").filter(Boolean);
    expect(tokens.length).toBeGreaterThan(2);
    const forms = [...CANARIES, ...tokens.flatMap((token) => canaryForms(token))];
    expect(findCanary(stdout + stderr, forms)).toBeUndefined();
  });

  it("loads node-vault at the first read, not at import or creation, and ends by itself", async () => {
    const vault = await startVault();
    const script = files().write(
      "run.mjs",
      `import { createRequire } from "node:module";
       import { vaultProvider } from ${JSON.stringify(built)};
       const loaded = () => Object.keys(createRequire(${JSON.stringify(built)}).cache).some((path) => path.includes("node-vault"));
       const provider = vaultProvider({ address: process.argv[2], auth: { method: "token", tokenVariable: "MINE" } });
       const before = loaded();
       await provider.read({ id: "mailjet" }, { signal: new AbortController().signal });
       console.log(before, loaded());`,
    );
    const environment = { PATH: process.env["PATH"], MINE: vault.rootToken };
    const { stdout } = await run(process.execPath, [script, vault.url], { env: environment, timeout: 10_000 });
    expect(stdout).toBe("false true\n");
  });
});
