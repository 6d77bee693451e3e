import { describe, expect, it } from "vitest";
import type { VaultAuth, VaultProviderOptions } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import { failure, never, PAIR, providerWith, read, rootProvider, startVault } from "./support/vault.ts";

const KEY = "00112233445566778899aabbccddeeff";
const ESCAPE = "\u001b[31m";
const PEM =
  "-----BEGIN PRIVATE" + " KEY-----\nMC4CAQAwBQYDK2VwBCIEIAARIjNEVWZ3iJmqu8zd7v8\n-----END PRIVATE KEY-----\n";
const TOKEN = "hvs.CAESIAARIjNEVWZ3iJmqu8zd7v8";

describe("what is no name is refused with a clear word, and nothing is asked", () => {
  it.each([undefined, null, 12, 12n, {}, [], Symbol("x"), "a\nb", `a${ESCAPE}`, "\udc00", "a/\ud800/b"])(
    "as an id: %o",
    async (id) => {
      const vault = await startVault();
      const provider = rootProvider(vault);
      const { message } = await failure("INVALID_CONFIG", provider.read({ id: id as string }, { signal: never() }));
      expect(message).toContain("The id of the secret");
      const writing = provider.write({ id: id as string }, PAIR, { signal: never() });
      await failure("INVALID_CONFIG", writing);
      expect(vault.received).toEqual([]);
    },
  );

  it.each(["a\nb", "\ud800", `a${ESCAPE}`])("as a mount or a namespace: %j", async (name) => {
    const vault = await startVault();
    const options: VaultProviderOptions[] = [{ mount: name }, { namespace: name }];
    for (const more of options) {
      const { message } = await failure("INVALID_CONFIG", read(rootProvider(vault, more)));
      expect(message).not.toContain(ESCAPE);
    }
    expect(() => providerWith(vault, { method: "jwt", jwt: "x", mount: name })).toThrow("auth.mount holds a control");
    expect(vault.received).toEqual([]);
  });

  it.each(["api_key", [1], [null], {}, 1])("as fields: %o", async (fields) => {
    const vault = await startVault();
    const reading = read(rootProvider(vault), "mailjet", { fields: fields as readonly string[] });
    expect((await failure("INVALID_CONFIG", reading)).message).toContain("The names of the fields to read");
  });
});

describe("names in messages", () => {
  it("have nothing in them that a terminal obeys", async () => {
    const vault = await startVault();
    const fields = [`a${ESCAPE}`, "b\nc", "\ud800", "\u202e"];
    const { message } = await failure("NOT_FOUND", read(rootProvider(vault), "mailjet", { fields }));
    expect(message).toContain("has no a\\u{1b}[31m, no b\\u{a}c, no \\u{d800}, no \\u{202e}.");
    const { message: path } = await failure("NOT_FOUND", read(rootProvider(vault), "apps/\u202egpj"));
    expect(path).toContain("secret/data/apps/\\u{202e}gpj");
  });

  it("show no key that was put in their place", async () => {
    const vault = await startVault();
    vault.setPolicy("none", {});
    const denied: VaultAuth = { method: "token", token: vault.createToken({ policies: ["none"] }) };
    const messages = [
      await failure("NOT_FOUND", read(rootProvider(vault), `tenants/${KEY}`)),
      await failure("NOT_FOUND", read(rootProvider(vault), "mailjet", { fields: [KEY] })),
      await failure("NOT_FOUND", read(rootProvider(vault, { mount: KEY }))),
      await failure("INVALID_CONFIG", read(rootProvider(vault, { namespace: KEY }))),
      await failure("ACCESS_DENIED", read(rootProvider(vault, { auth: denied }), KEY)),
      await failure("INVALID_CONFIG", read(rootProvider(vault), `${KEY}/../x`)),
      await failure("UNAUTHENTICATED", read(providerWith(vault, { method: "jwt", jwt: "x", mount: KEY }))),
    ].map(({ message }) => message);
    for (const message of messages) {
      expect(message).toContain("(looks like a key, not shown)");
      expect(message).not.toContain(KEY.slice(0, 12));
    }
  });
});

describe("a credential in the place of a file or variable is not quoted", () => {
  it.each([TOKEN, KEY, PEM, "e2b96d70-4f5a-8c3d-917b6e04cc02", `/run/${KEY}`])("%j", async (text) => {
    const vault = await startVault({ https: true });
    const tls = { ca: vault.certificate };
    const wrong: readonly (readonly [string, VaultProviderOptions])[] = [
      ["auth.tokenFile", { tls, auth: { method: "token", tokenFile: text } }],
      ["auth.tokenVariable", { tls, auth: { method: "token", tokenVariable: text } }],
      ["auth.secretIdFile", { tls, auth: { method: "appRole", roleId: "x", secretIdFile: text } }],
      ["auth.jwtFile", { tls, auth: { method: "kubernetes", role: "x", jwtFile: text } }],
      ["tls.caFile", { tls: { caFile: text } }],
      ["tls.caDirectory", { tls: { caDirectory: text } }],
      ["client certificate's key", { tls: { ...tls, clientCertificate: vault.certificate, clientKeyFile: text } }],
    ];
    for (const [option, options] of wrong) {
      const { message } = await failure("INVALID_CONFIG", read(rootProvider(vault, options)));
      expect(message).toContain(option);
      for (const line of text.split("\n")) if (line !== "") expect(message).not.toContain(line);
    }
    expect(vault.received).toEqual([]);
  });

  it.each(["toString", "__proto__", "ABSENT"])("nor is %s taken for a variable that is set", async (tokenVariable) => {
    const vault = await startVault();
    const reading = read(providerWith(vault, { method: "token", tokenVariable }));
    const { message } = await failure("INVALID_CONFIG", reading);
    expect(message).toContain(`The environment variable ${tokenVariable} (auth.tokenVariable) is not set.`);
  });

  it("but a path is", async () => {
    const vault = await startVault();
    for (const tokenFile of ["/nowhere/token", "./nowhere/token", "../nowhere", "C:\\nowhere\\token"]) {
      const { message } = await failure("INVALID_CONFIG", read(providerWith(vault, { method: "token", tokenFile })));
      expect(message).toContain(`${tokenFile}, for auth.tokenFile, does not exist.`);
    }
    const empty = scratch().write("token", "");
    const { message } = await failure(
      "INVALID_CONFIG",
      read(providerWith(vault, { method: "token", tokenFile: empty })),
    );
    expect(message).toContain(`${empty} is empty.`);
  });
});

it("a record with half a character, or with something that is no text, is not written", async () => {
  const vault = await startVault();
  const provider = rootProvider(vault);
  for (const values of [{ a: "x\ud800" }, { "\udc00": "x" }, { a: 1 }, { a: null }, { a: { b: "c" } }]) {
    const writing = provider.write({ id: "mailjet" }, values as unknown as Record<string, string>, { signal: never() });
    await failure("INVALID_SECRET", writing);
  }
  expect(vault.received).toEqual([]);
});
