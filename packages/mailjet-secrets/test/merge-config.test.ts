import { expect, it } from "vitest";
import { mergeConfig } from "../src/merge-config.ts";

it("Layers are merged field by field, and the first one wins", () => {
  const first = { secret: "a", vault: { address: "first", tls: { ca: "first" } } };
  const second = {
    secret: { id: "b", kind: "sms" as const },
    vault: { address: "second", tls: { ca: "second", name: "second" } },
  };
  const third = { maxAccounts: 3, vault: { namespace: "third" } };
  expect(mergeConfig([first, second, third])).toEqual({
    secret: { id: "a", kind: "sms" },
    maxAccounts: 3,
    vault: { address: "first", namespace: "third", tls: { ca: "first", name: "second" } },
  });
});

it("What is undefined in a layer is taken from the next one", () => {
  expect(mergeConfig([JSON.parse("{}"), { timeoutMs: 1 }])).toEqual({ timeoutMs: 1 });
  expect(mergeConfig([{ secret: undefined } as object, { secret: "a" }])).toEqual({ secret: { id: "a" } });
});

it("Lists, functions and instances of classes are taken whole", () => {
  const client = new Map();
  const login = (): void => {};
  const explicit = { aws: { client }, vault: { login }, env: { files: ["a"] } };
  const file = { aws: { client: { region: "x" } }, vault: { login: { role: "x" } }, env: { files: ["b", "c"] } };
  const merged = mergeConfig([explicit, file]);
  expect(merged.aws?.["client"]).toBe(client);
  expect(merged.vault?.["login"]).toBe(login);
  expect(merged.env?.files).toEqual(["a"]);
});

it("A login is taken whole from the first layer that has one", () => {
  const explicit = { vault: { auth: { method: "jwt", role: "app" } } };
  const file = { vault: { namespace: "team", auth: { method: "appRole", roleIdFile: "/r", mount: "other" } } };
  expect(mergeConfig([explicit, file]).vault).toEqual({ namespace: "team", auth: { method: "jwt", role: "app" } });
  expect(mergeConfig([{ vault: { mount: "kv" } }, file]).vault).toEqual({ mount: "kv", ...file.vault });
});

it("Secrets inside blocks merge in their short form too", () => {
  const explicit = { vault: { secret: { kind: "sms" as const }, accounts: { a: { fields: { apiKey: "pub" } } } } };
  const file = { vault: { secret: "kv/mailjet", accounts: { a: "kv/a" } } };
  expect(mergeConfig([explicit, file]).vault).toEqual({
    secret: { id: "kv/mailjet", kind: "sms" },
    accounts: { a: { id: "kv/a", fields: { apiKey: "pub" } } },
  });
});

it("A version is kept for its own id only", () => {
  const file = { secret: { id: "a", requestedVersion: "3" } };
  expect(mergeConfig([{ secret: "a" }, file]).secret).toEqual({ id: "a", requestedVersion: "3" });
  expect(mergeConfig([{ secret: { kind: "mail" } }, file]).secret).toEqual({
    id: "a",
    requestedVersion: "3",
    kind: "mail",
  });
  expect(mergeConfig([{ secret: "b" }, file]).secret).toEqual({ id: "b" });
});

it("takes an account by its name, even one that every object has", () => {
  const merged = mergeConfig([{ accounts: { valueOf: { kind: "sms" as const } } }, { accounts: { toString: "b" } }]);
  expect(Object.entries(merged.accounts ?? {}).sort()).toEqual([
    ["toString", { id: "b" }],
    ["valueOf", { kind: "sms" }],
  ]);
});
