import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createMailjetClientFactory, SecretsError } from "@mailjet-secrets/core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import {
  type VaultAuth,
  type VaultProvider,
  type VaultProviderOptions,
  vaultProvider,
} from "../../packages/vault/src/index.ts";
import { addRole, ROLE_ID, SECRET_ID, setUpAppRole, setUpJwt, signJwt, wrapSecretId } from "./support/bao-setup.ts";
import { type Bao, startBao } from "./support/start-bao.ts";

const PAIR = {
  MJ_APIKEY_PUBLIC: "00112233445566778899aabbccddeeff",
  MJ_APIKEY_PRIVATE: "ffeeddccbbaa99887766554433221100",
};
const NEXT = {
  MJ_APIKEY_PUBLIC: "ffeeddccbbaa99887766554433221100",
  MJ_APIKEY_PRIVATE: "00112233445566778899aabbccddeeff",
};
const RULES = { "secret/data/*": ["read", "create", "update"], "team/kv/*": ["read"] };
const APP_ROLE: VaultAuth = { method: "appRole", roleId: ROLE_ID, secretId: SECRET_ID };

const never = (): AbortSignal => new AbortController().signal;

function providerOf(bao: Bao, options: VaultProviderOptions = {}): VaultProvider {
  const provider = vaultProvider({ address: bao.address, environment: {}, auth: APP_ROLE, ...options });
  onTestFinished(() => provider.close());
  return provider;
}

async function read(provider: VaultProvider, id = "mailjet", requestedVersion?: string): Promise<unknown> {
  const reference = requestedVersion === undefined ? { id } : { id, requestedVersion };
  return (await provider.read(reference, { signal: never() })).values;
}

async function failure(work: Promise<unknown>): Promise<SecretsError> {
  const outcome = await work.catch((error: unknown) => error);
  expect(SecretsError.is(outcome)).toBe(true);
  return outcome as SecretsError;
}

async function put(bao: Bao, values: object): Promise<void> {
  await bao.request("POST", "/v1/secret/data/mailjet", { data: values });
}

async function setUp(bao: Bao): Promise<void> {
  await setUpAppRole(bao, RULES);
  await put(bao, PAIR);
}

describe("with an OpenBao server", () => {
  let bao: Bao;
  beforeAll(async () => {
    bao = await startBao();
    await setUp(bao);
    await setUpJwt(bao);
    await bao.request("POST", "/v1/sys/mounts/team/kv", { type: "kv", options: { version: "1" } });
    await bao.request("POST", "/v1/team/kv/a%20b/c%23d%252F", PAIR);
  });
  afterAll(() => bao?.stop());

  it("finds out the version of the engine, and reads any path", async () => {
    expect(await read(providerOf(bao))).toEqual(PAIR);
    expect(await read(providerOf(bao), "/secret/data/mailjet/")).toEqual(PAIR);
    expect(await read(providerOf(bao, { mount: "team/kv" }), "a b/c#d%2F")).toEqual(PAIR);
    const { message } = await failure(read(providerOf(bao, { mount: "nope" })));
    expect(message).toContain("Vault does not allow reading nope/data/mailjet.");
  });

  it("C01 C08 tells what is missing from what was deleted or destroyed, or is of another version", async () => {
    const provider = providerOf(bao);
    await bao.request("POST", "/v1/secret/data/gone", { data: PAIR });
    await bao.request("DELETE", "/v1/secret/data/gone");
    expect((await failure(read(provider, "gone"))).message).toMatch(
      /Version 1 of secret\/data\/gone was deleted on 20/,
    );
    await bao.request("POST", "/v1/secret/destroy/gone", { versions: [1] });
    expect((await failure(read(provider, "gone"))).message).toContain("Version 1 of secret/data/gone was destroyed.");
    expect(await failure(read(provider, "never"))).toMatchObject({ code: "NOT_FOUND" });
    const root: VaultAuth = { method: "token", token: bao.rootToken };
    const first = await failure(read(providerOf(bao, { auth: root, kvVersion: 1 })));
    expect(first.message).toContain("The KV engine at secret is of version 2, and kvVersion is 1.");
  });

  it("logs in by JWT, and by a secret id that is wrapped, once", async () => {
    const folder = await mkdtemp(join(tmpdir(), "live-vault-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const jwtFile = join(folder, "jwt");
    await writeFile(jwtFile, `${signJwt()}\n`);
    expect(await read(providerOf(bao, { auth: { method: "jwt", role: "app", jwtFile } }))).toEqual(PAIR);
    const other = await failure(read(providerOf(bao, { auth: { method: "jwt", role: "app", jwt: signJwt("other") } })));
    expect(other).toMatchObject({ code: "UNAUTHENTICATED" });
    const wrapped: VaultAuth = { method: "appRole", roleId: ROLE_ID, wrappedSecretId: await wrapSecretId(bao) };
    expect(await read(providerOf(bao, { auth: wrapped }))).toEqual(PAIR);
    expect((await failure(read(providerOf(bao, { auth: wrapped })))).hint).toContain(
      "somebody else may have unwrapped it",
    );
  });

  it("writes bound to a version, and gives the old one when asked", async () => {
    const provider = providerOf(bao);
    const reference = { id: "apps/written" };
    expect(await provider.write(reference, PAIR, { signal: never(), ifVersion: "0" })).toEqual({ version: "1" });
    expect(await provider.write(reference, NEXT, { signal: never(), ifVersion: "1" })).toEqual({ version: "2" });
    const late = await failure(provider.write(reference, PAIR, { signal: never(), ifVersion: "1" }));
    expect(late.code).toBe("CONFLICT");
    expect(await read(provider, "apps/written")).toEqual(NEXT);
    expect(await read(provider, "apps/written", "1")).toEqual(PAIR);
  });

  it("C13 reads in a namespace", async () => {
    await bao.request("POST", "/v1/sys/namespaces/team-a");
    await bao.request("POST", "/v1/team-a/sys/mounts/secret", { type: "kv", options: { version: "1" } });
    await bao.request("POST", "/v1/team-a/secret/mailjet", NEXT);
    const auth: VaultAuth = { method: "token", token: bao.rootToken };
    expect(await read(providerOf(bao, { auth, namespace: "team-a" }))).toEqual(NEXT);
    expect((await failure(read(providerOf(bao, { auth, namespace: "nope" })))).message).toContain(
      "Vault knows no namespace nope.",
    );
  });

  it("outlives tokens of two seconds, renewed and not, for five seconds without a failure", async () => {
    for (const settings of [
      { token_ttl: "2s", token_max_ttl: "4s" },
      { token_ttl: "2s", token_max_ttl: "2s", token_type: "batch" as const },
    ]) {
      await addRole(bao, settings);
      const provider = providerOf(bao);
      const end = Date.now() + 5_000;
      while (Date.now() < end) {
        expect(await read(provider)).toEqual(PAIR);
        await pause(100);
      }
    }
    await addRole(bao);
  });

  it("revokes its token at the end", async () => {
    const count = async (): Promise<number> => {
      const { body } = await bao.request("GET", "/v1/auth/token/accessors?list=true");
      return (body as { readonly data: { readonly keys: readonly string[] } }).data.keys.length;
    };
    const before = await count();
    const provider = providerOf(bao);
    await read(provider);
    expect(await count()).toBe(before + 1);
    await provider.close();
    expect(await count()).toBe(before);
  });
});

it("with -dev-tls trusts the server by its authority, and by nothing else", async () => {
  const bao = await startBao({ tls: true });
  onTestFinished(() => bao.stop());
  await setUp(bao);
  expect(await read(providerOf(bao, { tls: { caFile: bao.caFile } }))).toEqual(PAIR);
  expect(await read(providerOf(bao, { environment: { VAULT_CACERT: bao.caFile } }))).toEqual(PAIR);
  const { code, hint } = await failure(read(providerOf(bao)));
  expect([code, hint]).toEqual(["UNAVAILABLE", expect.stringContaining("tls.caFile, tls.ca or VAULT_CACERT")]);
});

it("a server that is killed and comes back without its tokens is survived, and the rotated pair found", async () => {
  const bao = await startBao();
  onTestFinished(() => bao.stop());
  await setUp(bao);
  const factory = createMailjetClientFactory({ provider: providerOf(bao), secret: "mailjet" });
  onTestFinished(() => factory.close());
  const key = async (): Promise<string> => (await factory.credentials()).apiKey();
  expect(await key()).toBe(PAIR.MJ_APIKEY_PUBLIC);
  await bao.kill();
  await expect(factory.refresh()).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(await key()).toBe(PAIR.MJ_APIKEY_PUBLIC);
  await bao.restart();
  await setUp(bao);
  await put(bao, NEXT);
  await factory.refresh();
  expect(await key()).toBe(NEXT.MJ_APIKEY_PUBLIC);
});
