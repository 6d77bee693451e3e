import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect, promisify } from "node:util";
import type { VaultFault } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { vaultProvider } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import { appRoleProvider, never, PAIR, ROLE_ID, SECRET_ID, startVault, track } from "./support/vault.ts";

const run = promisify(execFile);
const built = pathToFileURL(join(import.meta.dirname, "../dist/index.js")).href;
const PIECE = 12;

/** Whether a text holds a piece of a secret, or of its base64. */
function shows(text: string, secrets: readonly string[]): string | undefined {
  const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString("base64")]);
  const pieces = forms.flatMap((form) =>
    Array.from({ length: form.length - PIECE + 1 }, (_, start) => form.slice(start, start + PIECE)),
  );
  return pieces.find((piece) => text.includes(piece));
}

function everything(thing: unknown): string {
  const { message, stack, cause } = Object(thing) as Partial<Error>;
  const deep = { depth: 10, showHidden: true, getters: true, maxStringLength: null } as const;
  return [
    message,
    stack,
    inspect(cause, deep),
    inspect(thing, deep),
    inspect(thing, { ...deep, customInspect: false }),
    JSON.stringify(thing),
  ].join("\n");
}

const CANARIES = [ROLE_ID, SECRET_ID, ...Object.values(PAIR)];

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

  it.each(faults)("by the error for $kind $status, at the login or at the read", async (fault) => {
    const vault = await startVault();
    for (const path of ["/v1/auth/approle/", "/v1/secret/", "/v1/"]) {
      vault.clearFaults();
      const provider = appRoleProvider(vault, { kvVersion: "auto" });
      vault.fail({ ...fault, path });
      const error: unknown = await provider
        .read({ id: "mailjet" }, { signal: never() })
        .catch((reason: unknown) => reason);
      const written: unknown = await provider
        .write({ id: "mailjet" }, PAIR, { signal: never() })
        .catch((reason: unknown) => reason);
      for (const thing of [error, written, provider]) expect(shows(everything(thing), CANARIES)).toBeUndefined();
    }
  });

  it("by the error of a connection that is refused, and by the provider, its options and its promise", async () => {
    const auth = { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID } as const;
    const provider = track(vaultProvider({ address: "http://127.0.0.1:9", environment: {}, auth }));
    const reading = provider.read({ id: "mailjet" }, { signal: never() });
    const error: unknown = await reading.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "UNAVAILABLE" });
    for (const thing of [error, provider, reading]) expect(shows(everything(thing), CANARIES)).toBeUndefined();
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
      expect(shows(everything(error), CANARIES)).toBeUndefined();
    }
  });
});

describe("a process of its own", () => {
  const files = () => scratch();

  it("prints nothing secret under DEBUG=* and NODE_DEBUG, not even node-vault's bodies", async () => {
    const vault = await startVault();
    const script = files().write(
      "run.mjs",
      `import { vaultProvider } from ${JSON.stringify(built)};
       const provider = vaultProvider();
       const signal = new AbortController().signal;
       const { values } = await provider.read({ id: "mailjet" }, { signal });
       await provider.write({ id: "mailjet" }, values, { signal });
       const error = await provider.read({ id: "other" }, { signal }).catch((error) => error);
       console.log(Object.keys(values).length, error, provider);
       await provider.close();`,
    );
    const auth = { VAULT_TOKEN: vault.createToken({ policies: ["app"] }), VAULT_ADDR: vault.address };
    const environment = { PATH: process.env["PATH"], DEBUG: "*", ...auth };
    const { stdout, stderr } = await run(process.execPath, [script], { env: environment });
    expect(stdout).toContain("Vault has no secret at secret/data/other");
    expect(shows(stdout + stderr, [...CANARIES, auth.VAULT_TOKEN])).toBeUndefined();
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
    const { stdout } = await run(process.execPath, [script, vault.address], { env: environment, timeout: 10_000 });
    expect(stdout).toBe("false true\n");
  });
});
