import { describe, expect, it } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
import { startVault } from "./support/start-vault.ts";
import { ask } from "./support/vault-calls.ts";

const PAIR = {
  MJ_APIKEY_PUBLIC: "00112233445566778899aabbccddeeff",
  MJ_APIKEY_PRIVATE: "ffeeddccbbaa99887766554433221100",
};
const WRONG_ENGINE = /^Invalid path for a versioned K\/V secrets engine/;

describe("KV v2", () => {
  it("gives the current version, and an older one when asked", async () => {
    const vault = await startVault();
    vault.put("secret/mailjet", { old: "1" });
    vault.put("secret/mailjet", PAIR);
    const current = await ask(vault, { path: "secret/data/mailjet" });
    expect(current.body?.data).toMatchObject({
      data: PAIR,
      metadata: { version: 2, destroyed: false, deletion_time: "" },
    });
    const first = await ask(vault, { path: "secret/data/mailjet?version=1" });
    expect(first.body?.data).toMatchObject({ data: { old: "1" }, metadata: { version: 1 } });
    expect(await ask(vault, { path: "secret/data/mailjet?version=9" })).toMatchObject({
      status: 404,
      body: { errors: [] },
    });
    expect((await ask(vault, { path: "secret/data/mailjet?version=x" })).status).toBe(400);
  });

  it("tells a version that was deleted or destroyed from a secret that never was", async () => {
    const vault = await startVault();
    vault.put("secret/mailjet", PAIR);
    expect((await ask(vault, { method: "DELETE", path: "secret/data/mailjet" })).status).toBe(204);
    const deleted = await ask(vault, { path: "secret/data/mailjet" });
    expect(deleted).toMatchObject({ status: 404, body: { data: { data: null, metadata: { version: 1 } } } });
    expect(deleted.body?.data?.["metadata"]).toMatchObject({ deletion_time: expect.stringMatching(/^20.*Z$/) });
    vault.destroyVersion("secret/mailjet");
    const destroyed = await ask(vault, { path: "secret/data/mailjet" });
    expect(destroyed.body?.data).toMatchObject({ data: null, metadata: { destroyed: true } });
    expect((await ask(vault, { path: "secret/data/never" })).text).toBe('{"errors":[]}');
  });

  it("C18 does not find a secret whose path ends with a slash, as OpenBao 2.7", async () => {
    const vault = await startVault();
    vault.put("secret/mailjet", PAIR);
    const answer = await ask(vault, { path: "secret/data/mailjet/" });
    expect(answer).toMatchObject({
      status: 500,
      body: { errors: [expect.stringContaining("could not find version data")] },
    });
    expect((await ask(vault, { path: "secret/data/other/" })).status).toBe(404);
  });

  it("answers the path of KV v1 with a warning only", async () => {
    const vault = await startVault();
    const read = await ask(vault, { path: "secret/mailjet" });
    expect(read).toMatchObject({ status: 404, body: { data: null, warnings: [expect.stringMatching(WRONG_ENGINE)] } });
    const write = await ask(vault, { path: "secret/mailjet", body: PAIR });
    expect(write).toMatchObject({ status: 404, body: { warnings: [expect.stringMatching(WRONG_ENGINE)] } });
  });

  it("writes whole versions, bound to the current one where that is asked or demanded", async () => {
    const vault = await startVault({ casRequiredMounts: ["secret"] });
    const write = (body: unknown) => ask(vault, { path: "secret/data/mailjet", body });
    expect((await write({ data: PAIR })).body?.errors).toEqual(["check-and-set parameter required for this call"]);
    expect((await write({ data: PAIR, options: { cas: 0 } })).body?.data).toMatchObject({ version: 1 });
    const refused = await write({ data: PAIR, options: { cas: 0 } });
    expect(refused.body?.errors).toEqual(["check-and-set parameter did not match the current version"]);
    expect((await write({})).body?.errors).toEqual(["no data provided"]);
    expect((await ask(vault, { path: "secret/data/mailjet/", body: { data: PAIR } })).body?.errors).toEqual([
      "cannot write to a path ending in '/'",
    ]);
    expect((await ask(vault, { method: "PATCH", path: "secret/data/mailjet", body: {} })).status).toBe(415);
  });
});

describe("KV v1", () => {
  it("gives and replaces values without versions, and says how often to read again", async () => {
    const vault = await startVault({ mounts: { "team/kv": 1 } });
    expect((await ask(vault, { path: "team/kv/mailjet", body: PAIR })).status).toBe(204);
    expect((await ask(vault, { path: "team/kv/mailjet" })).body).toMatchObject({
      data: PAIR,
      lease_duration: 2_764_800,
    });
    await ask(vault, { path: "team/kv/mailjet", body: { ttl: "30m" } });
    expect((await ask(vault, { path: "team/kv/mailjet" })).body).toMatchObject({
      data: { ttl: "30m" },
      lease_duration: 1_800,
    });
    expect((await ask(vault, { path: "team/kv/other" })).text).toBe('{"errors":[]}');
  });
});

describe("tokens", () => {
  it("live as long as their time, their uses and their renewals allow", async () => {
    const clock = fakeClock();
    const vault = await startVault({ clock });
    const token = vault.createToken({ ttlSeconds: 60, maximumTtlSeconds: 100 });
    const self = () => ask(vault, { path: "auth/token/lookup-self", token });
    const renew = () => ask(vault, { path: "auth/token/renew-self", token, body: {} });
    await clock.advance(50_000);
    expect((await self()).body?.data).toMatchObject({ ttl: 10, creation_ttl: 60, renewable: true, num_uses: 0 });
    const capped = await renew();
    expect(capped.body).toMatchObject({
      auth: { client_token: token, lease_duration: 50 },
      warnings: [expect.any(String)],
    });
    await clock.advance(50_000);
    expect((await self()).body?.errors).toEqual(["permission denied"]);
    const twice = vault.createToken({ uses: 2 });
    expect((await ask(vault, { path: "auth/token/lookup-self", token: twice })).body?.data).toMatchObject({
      num_uses: 1,
    });
    expect((await ask(vault, { path: "auth/token/lookup-self", token: twice })).body?.data).toMatchObject({
      num_uses: -1,
    });
    expect((await ask(vault, { path: "auth/token/lookup-self", token: twice })).status).toBe(403);
  });

  it("of the periodic kind are renewed without an end", async () => {
    const clock = fakeClock();
    const vault = await startVault({ clock });
    const token = vault.createToken({ periodSeconds: 60, maximumTtlSeconds: 70 });
    for (let round = 0; round < 3; round += 1) {
      await clock.advance(50_000);
      const { body } = await ask(vault, { path: "auth/token/renew-self", token, body: {} });
      expect(body?.auth).toMatchObject({ lease_duration: 60 });
    }
  });

  it("of the batch kind can neither be renewed nor revoked", async () => {
    const vault = await startVault();
    const token = vault.createToken({ type: "batch" });
    expect((await ask(vault, { path: "auth/token/lookup-self", token })).body?.data).toMatchObject({
      type: "batch",
      accessor: "",
    });
    const answers = await Promise.all(
      ["renew-self", "revoke-self"].map((verb) => ask(vault, { path: `auth/token/${verb}`, token, body: {} })),
    );
    expect(answers.map(({ body }) => body?.errors)).toEqual([
      ["batch tokens cannot be renewed"],
      ["batch tokens cannot be revoked"],
    ]);
  });

  it("are refused once they were revoked, or all at once", async () => {
    const vault = await startVault();
    const [one = "", other = ""] = [vault.createToken(), vault.createToken()];
    expect((await ask(vault, { method: "POST", path: "auth/token/revoke-self", token: one })).status).toBe(204);
    expect((await ask(vault, { path: "auth/token/lookup-self", token: one })).status).toBe(403);
    vault.revokeAllTokens();
    expect((await ask(vault, { path: "auth/token/lookup-self", token: other })).status).toBe(403);
    expect((await ask(vault, { path: "auth/token/lookup-self" })).body?.data).toMatchObject({
      ttl: 0,
      expire_time: null,
    });
  });

  it("may do what their policies say, and the refusal of Vault differs from that of OpenBao for a dead one", async () => {
    const policies = { app: { "secret/data/mailjet": ["read" as const], "secret/data/team/+/x": ["read" as const] } };
    const vault = await startVault({ policies, product: "vault" });
    vault.put("secret/mailjet", PAIR);
    const token = vault.createToken({ policies: ["app"] });
    expect((await ask(vault, { path: "secret/data/mailjet", token })).status).toBe(200);
    expect((await ask(vault, { path: "secret/data/team/a/x", token })).status).toBe(404);
    for (const path of ["secret/data/other", "secret/mailjet", "secret/data/team/a/b/x", "nope/x"]) {
      const denied = await ask(vault, { path, token });
      expect(denied).toMatchObject({ status: 403, body: { errors: ["1 error occurred:\n\t* permission denied\n\n"] } });
    }
    const dead = await ask(vault, { path: "secret/data/mailjet", token: "hvs.dead" });
    expect(dead.body?.errors?.[0]).toContain("* invalid token");
    expect((await ask(vault, { path: "nope/x" })).body?.errors).toEqual([
      'no handler for route "nope/x". route entry not found.',
    ]);
  });
});

describe("preflight", () => {
  it("names the mount and its version to those who may do anything below it, and is silent to others", async () => {
    const policies = { app: { "team/kv/a": ["read" as const] } };
    const vault = await startVault({ mounts: { secret: 2, "team/kv": 1 }, policies });
    const token = vault.createToken({ policies: ["app"] });
    const of = (path: string) => ask(vault, { path: `sys/internal/ui/mounts/${path}`, token });
    expect((await of("team/kv/a/b")).body?.data).toMatchObject({
      path: "team/kv/",
      options: { version: "1" },
      type: "kv",
    });
    for (const path of ["secret", "nope"]) {
      const refused = await of(path);
      expect(refused.status).toBe(403);
      expect(refused.body?.errors?.[0]).toMatch(/^preflight capability check returned 403/);
    }
  });
});

describe("namespaces", () => {
  it("are named by the header or the path, and a token of one opens nothing in another", async () => {
    const vault = await startVault({
      namespaces: ["team-a"],
      mounts: { "team-a/secret": 2 },
      policies: { app: { "secret/*": ["read"] } },
    });
    vault.put("team-a/secret/mailjet", PAIR);
    const token = vault.createToken({ policies: ["app"] }, "team-a");
    const headers = { "x-vault-namespace": "team-a/" };
    expect((await ask(vault, { path: "secret/data/mailjet", token, headers })).status).toBe(200);
    expect((await ask(vault, { path: "team-a/secret/data/mailjet", token })).status).toBe(200);
    expect((await ask(vault, { path: "secret/data/mailjet", token })).status).toBe(403);
    const unknown = await ask(vault, { path: "secret/data/mailjet", headers: { "x-vault-namespace": "nope" } });
    expect(unknown).toMatchObject({ status: 404, body: { errors: ["namespace not found"] } });
  });
});
