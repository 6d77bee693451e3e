import { createTransport } from "@mailjet-secrets/http";
import { startVaultEmulator, type VaultEmulator } from "@mailjet-secrets/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROLE_ID, SECRET_ID, setUpAppRole, setUpJwt, signJwt } from "./support/bao-setup.ts";
import { type Bao, startBao } from "./support/start-bao.ts";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Question {
  readonly method?: Method;
  /** Below `/v1/`. */
  readonly path: string;
  /** One of the tokens below; "none": none is sent. */
  readonly token?: string;
  readonly body?: unknown;
  readonly namespace?: string;
}

const RULES = { "secret/data/mailjet": ["read"], "secret/data/apps/*": ["read", "create", "update"] } as const;
const PAIR = { MJ_APIKEY_PUBLIC: "00112233445566778899aabbccddeeff" };
const JWT = signJwt();
const MINUTE = { policies: ["app"], ttl: "60s" };

let bao: Bao;
let emulator: VaultEmulator;
let names: Record<"bao" | "emulator", Record<string, string>>;

beforeAll(async () => {
  [bao, emulator] = await Promise.all([startBao(), startEmulator()]);
  await setUpAppRole(bao, RULES);
  await setUpJwt(bao);
  const set = async (path: string, body: object): Promise<unknown> =>
    (await bao.request("POST", `/v1/${path}`, body)).body;
  await set("sys/auth/userpass", { type: "userpass" });
  await set("auth/userpass/users/bob", { password: "right", token_policies: "app" });
  await set("sys/auth/kubernetes", { type: "kubernetes" });
  await set("sys/mounts/team/kv", { type: "kv", options: { version: "1" } });
  await set("secret/data/mailjet", { data: PAIR });
  await set("secret/data/gone", { data: PAIR });
  await set("secret/data/destroyed", { data: PAIR });
  await set("team/kv/mailjet", { ...PAIR, ttl: "30m" });
  await bao.request("DELETE", "/v1/secret/data/gone");
  await set("secret/destroy/destroyed", { versions: [1] });
  await set("sys/mounts/strict", { type: "kv", options: { version: "2" } });
  await untilReady("strict/config");
  await set("strict/config", { cas_required: true });
  const create = async (settings: object): Promise<string> => {
    const answer = (await set("auth/token/create", settings)) as { readonly auth: { readonly client_token: string } };
    return answer.auth.client_token;
  };
  names = {
    bao: {
      root: bao.rootToken,
      app: await create(MINUTE),
      batch: await create({ ...MINUTE, type: "batch" }),
      periodic: await create({ policies: ["app"], period: "60s" }),
      fixed: await create({ ...MINUTE, renewable: false }),
      bare: await create({ ...MINUTE, no_default_policy: true }),
      counted: await create({ ...MINUTE, num_uses: 2 }),
      leaving: await create(MINUTE),
      wrong: "s.000000000000000000000000",
    },
    emulator: emulatedTokens(),
  };
});
afterAll(async () => {
  await Promise.all([bao?.stop(), emulator?.close()]);
});

async function untilReady(path: string): Promise<void> {
  while ((await bao.request("GET", `/v1/${path}`)).status !== 200);
}

async function startEmulator(): Promise<VaultEmulator> {
  const policies = ["app"];
  const started = await startVaultEmulator({
    mounts: { secret: 2, "team/kv": 1, strict: 2 },
    casRequiredMounts: ["strict"],
    policies: { app: RULES },
    roles: [
      { method: "approle", name: "app", roleId: ROLE_ID, secretIds: [{ secretId: SECRET_ID }], policies },
      { method: "userpass", username: "bob", password: "right", policies },
      { method: "jwt", name: "app", jwts: [JWT], policies },
      { method: "kubernetes", name: "other", jwts: [], policies },
    ],
  });
  for (const path of ["secret/mailjet", "secret/gone", "secret/destroyed"]) started.put(path, PAIR);
  started.put("team/kv/mailjet", { ...PAIR, ttl: "30m" });
  started.deleteVersion("secret/gone");
  started.destroyVersion("secret/destroyed");
  return started;
}

function emulatedTokens(): Record<string, string> {
  const minute = { policies: ["app"], ttlSeconds: 60 };
  return {
    root: emulator.rootToken,
    app: emulator.createToken(minute),
    batch: emulator.createToken({ ...minute, type: "batch" }),
    periodic: emulator.createToken({ policies: ["app"], periodSeconds: 60 }),
    fixed: emulator.createToken({ ...minute, renewable: false }),
    bare: emulator.createToken({ ...minute, withoutDefaultPolicy: true }),
    counted: emulator.createToken({ ...minute, uses: 2 }),
    leaving: emulator.createToken(minute),
    wrong: "s.000000000000000000000000",
  };
}

async function ask(store: "bao" | "emulator", { method, path, token = "root", body, namespace }: Question) {
  const own = names[store][token];
  const transport = createTransport({
    provider: "live test",
    baseUrl: store === "bao" ? bao.address : emulator.url,
    headers: {
      ...(own === undefined ? {} : { "x-vault-token": own }),
      ...(namespace === undefined ? {} : { "x-vault-namespace": namespace }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
  });
  const answer = await transport
    .request({
      method: method ?? (body === undefined ? "GET" : "POST"),
      path: `/v1/${path}`,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      signal: new AbortController().signal,
    })
    .finally(() => transport.close());
  return { status: answer.status, location: answer.headers["location"], shape: shapeOf(answer.json()) };
}

const VERBATIM = ["errors", "warnings"];
/** What the real server says beside what matters here, or what depends on the moment. */
const LEFT_OUT = [
  "deprecation_status",
  "plugin_version",
  "running_plugin_version",
  "running_sha256",
  "seal_wrap",
  "uuid",
  "external_entropy_access",
  "config",
  "accessor",
  "description",
];

/** The names of everything, the types of values, and the words of errors. */
function shapeOf(value: unknown, name = ""): unknown {
  if (Array.isArray(value)) return VERBATIM.includes(name) ? value.map((text) => words(String(text))) : "list";
  if (typeof value !== "object" || value === null) return value === null ? null : typeof value;
  const entries = Object.entries(value).filter(([key]) => !LEFT_OUT.includes(key));
  return Object.fromEntries(entries.map(([key, item]) => [key, shapeOf(item, key)]).sort());
}

/** Without the names of the products, and without what a library of the server adds. */
function words(text: string): string {
  return text
    .replace("the OpenBao CLI, use 'bao", "the Vault CLI, use 'vault")
    .replace(/^(error validating token): .*/, "$1")
    .replace(/^(Field validation failed: error converting input for field "version").*/, "$1")
    .replace(/^TTL .*exceeded the effective max_ttl.*/, "TTL exceeded");
}

const login = (mount: string, body: object): Question => ({ path: `auth/${mount}/login`, token: "none", body });
const self = (verb: string, token: string): Question =>
  verb === "lookup-self" ? { path: `auth/token/${verb}`, token } : { path: `auth/token/${verb}`, token, body: {} };

const QUESTIONS: Readonly<Record<string, Question>> = {
  "a secret": { path: "secret/data/mailjet" },
  "a version": { path: "secret/data/mailjet?version=1" },
  "a version that is not there": { path: "secret/data/mailjet?version=9" },
  "a version that is no number": { path: "secret/data/mailjet?version=x" },
  "a secret that is not there": { path: "secret/data/none" },
  "a secret that was deleted": { path: "secret/data/gone" },
  "a secret that was destroyed": { path: "secret/data/destroyed" },
  "a path of KV v1 in KV v2": { path: "secret/mailjet" },
  "a write to a path of KV v1 in KV v2": { path: "secret/mailjet", body: PAIR },
  "a mount that is not there": { path: "nope/x" },
  "a mount that is not there, without the right": { path: "nope/x", token: "app" },
  "a secret of KV v1": { path: "team/kv/mailjet" },
  "a secret of KV v1 that is not there": { path: "team/kv/none" },
  "a secret of KV v1 by the path of v2": { path: "team/kv/data/mailjet" },
  "a write to KV v1": { path: "team/kv/new", body: PAIR },
  "a write of nothing to KV v1": { path: "team/kv/new", body: {} },
  "a first write to KV v2": { path: "secret/data/apps/a", token: "app", body: { data: PAIR, options: { cas: 0 } } },
  "a write with an old version": { path: "secret/data/apps/a", body: { data: PAIR, options: { cas: 0 } } },
  "a write with the current version": { path: "secret/data/apps/a", body: { data: PAIR, options: { cas: 1 } } },
  "a write without data": { path: "secret/data/apps/a", body: {} },
  "a write without the version that is demanded": { path: "strict/data/a", body: { data: PAIR } },
  "a write with the version that is demanded": { path: "strict/data/a", body: { data: PAIR, options: { cas: 0 } } },
  "a write to a path with a slash at its end": { path: "secret/data/apps/a/", body: { data: PAIR } },
  "a write that is denied": { path: "secret/data/mailjet", token: "app", body: { data: PAIR } },
  "a patch of the wrong kind": { method: "PATCH", path: "secret/data/apps/a", body: {} },
  "a read that is denied": { path: "secret/data/other", token: "app" },
  "a wrong token": { path: "secret/data/mailjet", token: "wrong" },
  "no token": { path: "secret/data/mailjet", token: "none" },
  "a body that is no JSON": { path: "secret/data/apps/a", body: "{" },
  "two slashes": { path: "/secret/data/mailjet" },
  "a slash at the end": { path: "secret/data/mailjet/" },
  "the mount of KV v2": { path: "sys/internal/ui/mounts/secret", token: "app" },
  "the mount of KV v1": { path: "sys/internal/ui/mounts/team/kv/x" },
  "a mount without the right": { path: "sys/internal/ui/mounts/team/kv", token: "app" },
  "a mount that is none": { path: "sys/internal/ui/mounts/nope" },
  "a mount by a wrong token": { path: "sys/internal/ui/mounts/secret", token: "wrong" },
  "a namespace that is not there": { path: "secret/data/mailjet", namespace: "nope" },
  "an AppRole": login("approle", { role_id: ROLE_ID, secret_id: SECRET_ID }),
  "an AppRole with a wrong secret id": login("approle", { role_id: ROLE_ID, secret_id: "wrong" }),
  "a wrong AppRole": login("approle", { role_id: "wrong", secret_id: "wrong" }),
  "an AppRole without secret id": login("approle", { role_id: ROLE_ID }),
  "an AppRole without role id": login("approle", {}),
  "a login where nothing is mounted": login("nope", {}),
  "a user": { ...login("", {}), path: "auth/userpass/login/bob", body: { password: "right" } },
  "a user with a wrong password": { ...login("", {}), path: "auth/userpass/login/bob", body: { password: "wrong" } },
  "an unknown user": { ...login("", {}), path: "auth/userpass/login/eve", body: { password: "wrong" } },
  "a JWT": login("jwt", { role: "app", jwt: JWT }),
  "a wrong JWT": login("jwt", { role: "app", jwt: signJwt("other") }),
  "a JWT of an unknown role": login("jwt", { role: "nope", jwt: JWT }),
  "a JWT without role": login("jwt", { jwt: JWT }),
  "a role without JWT": login("jwt", { role: "app" }),
  "a service account of an unknown role": login("kubernetes", { role: "nope", jwt: JWT }),
  "a service account without role": login("kubernetes", { jwt: JWT }),
  "the root token itself": self("lookup-self", "root"),
  "renewal of the root token": self("renew-self", "root"),
  "a token itself": self("lookup-self", "app"),
  "renewal of a token": self("renew-self", "app"),
  "a batch token itself": self("lookup-self", "batch"),
  "renewal of a batch token": self("renew-self", "batch"),
  "revocation of a batch token": self("revoke-self", "batch"),
  "a periodic token itself": self("lookup-self", "periodic"),
  "renewal of a periodic token": self("renew-self", "periodic"),
  "renewal of a token that has none": self("renew-self", "fixed"),
  "a token itself without the right": self("lookup-self", "bare"),
  "renewal without the right": self("renew-self", "bare"),
  "a token with two uses, first": self("lookup-self", "counted"),
  "a token with two uses, second": self("lookup-self", "counted"),
  "a token with two uses, third": self("lookup-self", "counted"),
  "revocation of a token": self("revoke-self", "leaving"),
  "a token after its revocation": self("lookup-self", "leaving"),
  "unwrapping of nothing": { method: "POST", path: "sys/wrapping/unwrap", token: "wrong" },
  "a look at a wrapping token that is none": { path: "sys/wrapping/lookup", token: "none", body: { token: "s.wrong" } },
  "a login by PUT": { ...login("approle", { role_id: ROLE_ID, secret_id: SECRET_ID }), method: "PUT" },
  "a login by GET": { path: "auth/approle/login", token: "none" },
  "a login by GET with a token": { path: "auth/approle/login" },
  "a login by DELETE": { method: "DELETE", path: "auth/approle/login", token: "none" },
  "a JWT by GET": { path: "auth/jwt/login", token: "none" },
  "a service account by GET": { path: "auth/kubernetes/login", token: "none" },
  "a patch without a token": { method: "PATCH", path: "secret/data/mailjet", token: "none", body: {} },
  "a patch where nothing is": { method: "PATCH", path: "nope/x", body: {} },
  "the metadata of a secret": { path: "secret/metadata/mailjet" },
  "the metadata of a secret that is not there": { path: "secret/metadata/none" },
  "the metadata of a secret that was deleted": { path: "secret/metadata/gone" },
  "the metadata of a secret, without the right": { path: "secret/metadata/mailjet", token: "app" },
  "metadata of a mount that demands versions": { path: "strict/metadata/a" },
  "removal of a secret with its metadata": { method: "DELETE", path: "secret/metadata/apps/a" },
  "a secret that was removed": { path: "secret/data/apps/a" },
  "a user by GET": { path: "auth/userpass/login/bob", token: "none" },
  "a secret by PATCH without the right": { method: "PATCH", path: "secret/data/mailjet", token: "app", body: {} },
  "a secret of KV v1 by PATCH": { method: "PATCH", path: "team/kv/mailjet", body: {} },
  "a token itself by DELETE": { method: "DELETE", path: "auth/token/lookup-self", token: "app" },
  "renewal by GET": { path: "auth/token/renew-self", token: "app" },
  "revocation by GET": { path: "auth/token/revoke-self", token: "app" },
  "unwrapping by GET": { path: "sys/wrapping/unwrap", token: "wrong" },
  "the mount by POST": { path: "sys/internal/ui/mounts/secret", body: {} },
  "the mount by DELETE": { method: "DELETE", path: "sys/internal/ui/mounts/secret" },
  health: { path: "sys/health", token: "none" },
};

it.each(Object.keys(QUESTIONS))("the emulator answers like OpenBao: %s", async (title) => {
  const question = QUESTIONS[title] ?? { path: "" };
  const [real, emulated] = await Promise.all([ask("bao", question), ask("emulator", question)]);
  if (title === "health") expect(real).toMatchObject(emulated);
  else expect(emulated).toEqual(real);
});
