import { expect, it } from "vitest";
import { startVault } from "./support/start-vault.ts";
import { ask, type VaultQuestion } from "./support/vault-calls.ts";

const jwts = ["header.payload.signature"];
const APP = { method: "approle", name: "app", roleId: "role-0011", secretIds: [{ secretId: "secret-2233" }] } as const;

// What a real OpenBao says to each of these, `test/live` compares.
it.each<[string, VaultQuestion, number, string]>([
  ["a login by GET", { path: "auth/jwt/login", token: "" }, 405, "unsupported operation"],
  ["a login by DELETE", { method: "DELETE", path: "auth/jwt/login", token: "" }, 405, "unsupported operation"],
  ["an AppRole by GET", { path: "auth/approle/login", token: "" }, 500, "missing role_id"],
  ["the mount by POST", { path: "sys/internal/ui/mounts/secret", body: {} }, 405, "unsupported operation"],
  ["metadata by POST", { path: "secret/metadata/a", body: {} }, 405, "unsupported operation"],
  ["a patch of another kind", { method: "PATCH", path: "nope/x", token: "", body: {} }, 415, "PATCH requires"],
])("refuses %s", async (_, question, status, error) => {
  const vault = await startVault({ roles: [APP, { method: "jwt", name: "app", jwts }] });
  const answer = await ask(vault, question);
  expect([answer.status, answer.body?.errors?.[0]]).toEqual([status, expect.stringContaining(error)]);
});

it("takes PUT for POST at a login", async () => {
  const vault = await startVault({ roles: [APP] });
  const body = { role_id: "role-0011", secret_id: "secret-2233" };
  expect((await ask(vault, { method: "PUT", path: "auth/approle/login", token: "", body })).status).toBe(200);
});

it("gives the metadata of a secret without its values, and removes both", async () => {
  const vault = await startVault();
  vault.put("secret/mailjet", { key: "00112233445566778899aabbccddeeff" });
  vault.put("secret/mailjet", { key: "ffeeddccbbaa99887766554433221100" });
  vault.deleteVersion("secret/mailjet");
  const path = "secret/metadata/mailjet";
  const { body, text } = await ask(vault, { path });
  expect(body?.data).toMatchObject({
    current_version: 2,
    versions: { 1: { deletion_time: "", destroyed: false }, 2: { deletion_time: expect.stringMatching(/^20/) } },
  });
  expect(text).not.toContain("00112233");
  expect((await ask(vault, { method: "DELETE", path })).status).toBe(204);
  expect((await ask(vault, { path })).text).toBe('{"errors":[]}');
  expect((await ask(vault, { path: "secret/data/mailjet" })).text).toBe('{"errors":[]}');
});
