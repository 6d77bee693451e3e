import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type VaultAuth, vaultProvider } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import { failure, PAIR, providerWith, read, startVault, track } from "./support/vault.ts";

const policies = ["app"];

describe("the token", () => {
  it("comes from options, then BAO_TOKEN, then VAULT_TOKEN, then, if that is wanted, the home directory", async () => {
    const files = scratch();
    const vault = await startVault();
    const token = vault.createToken({ policies });
    const home = files.write("vault-token", `${token}\n`);
    const environments: (readonly [VaultAuth | undefined, Record<string, string>])[] = [
      [{ method: "token", token }, { VAULT_TOKEN: "s.other" }],
      [
        { method: "token", tokenVariable: "MINE" },
        { MINE: token, VAULT_TOKEN: "s.other" },
      ],
      [{ method: "token" }, { BAO_TOKEN: token, VAULT_TOKEN: "s.other" }],
      [undefined, { VAULT_TOKEN: `${token}\n` }],
      [{ method: "token", useHomeTokenFile: true }, { BAO_TOKEN_PATH: home }],
      [
        { method: "token", useHomeTokenFile: true },
        { VAULT_TOKEN: token, BAO_TOKEN_PATH: "/nowhere" },
      ],
    ];
    for (const [auth, environment] of environments) {
      expect(await read(providerWith(vault, auth, { environment }))).toEqual(PAIR);
    }
    const hidden = { BAO_TOKEN: "", VAULT_TOKEN: token }; // an empty BAO_TOKEN is set
    for (const environment of [{}, hidden]) {
      const { hint } = await failure("INVALID_CONFIG", read(providerWith(vault, undefined, { environment })));
      expect(hint).toContain("VAULT_TOKEN");
    }
  });

  it("C21 is trimmed, and refused without a word of it when a character cannot be sent", async () => {
    const files = scratch();
    const vault = await startVault();
    const token = vault.createToken({ policies });
    const tokenFile = files.write("token", `${token}\n`);
    expect(await read(providerWith(vault, { method: "token", tokenFile }))).toEqual(PAIR);
    const texts = {
      a: "hvs.EXAMPLE\nsecond",
      b: "hvs.EX AMPLE",
      c: "hvs.EXÄMPLE",
      d: "",
      e: '{"token":"hvs.EXAMPLE","ttl":60}',
    };
    for (const [name, text] of Object.entries(texts)) {
      const bad = providerWith(vault, { method: "token", tokenFile: files.write(name, text) });
      const { message } = await failure("INVALID_CONFIG", read(bad));
      expect(message).toContain(join(files.path, name));
      expect(message).not.toContain("hvs.");
    }
    for (const auth of [
      { method: "token", token: "" },
      { method: "token", tokenVariable: "ABSENT" },
      { method: "token", tokenFile: files.path },
      { method: "token", token, tokenFile },
    ]) {
      await failure("INVALID_CONFIG", read(providerWith(vault, auth as VaultAuth)));
    }
  });
});

describe("an Agent or Proxy", () => {
  it("adds its token when none is sent, and is sent X-Vault-Request", async () => {
    const vault = await startVault({ requestHeaderRequired: true });
    vault.autoAuth(vault.createToken({ policies }));
    expect(await read(providerWith(vault, { method: "none" }))).toEqual(PAIR);
    const environment = { VAULT_AGENT_ADDR: vault.url, VAULT_ADDR: "https://nowhere.invalid" };
    expect(await read(track(vaultProvider({ environment })))).toEqual(PAIR);
    expect(vault.received.map(({ hasToken }) => hasToken)).toEqual([false, false, false]);
    const own = { ...environment, VAULT_TOKEN: vault.createToken({ policies }) };
    expect(await read(track(vaultProvider({ environment: own })))).toEqual(PAIR);
    expect(vault.received.at(-1)?.hasToken).toBe(true);
  });

  it("is reached by a unix socket", async () => {
    const files = scratch();
    const vault = await startVault();
    vault.autoAuth(vault.createToken({ policies }));
    const socket = join(files.path, "agent.sock");
    const { connect } = await import("node:net");
    const gate = createServer((incoming) => {
      const outgoing = connect(Number(new URL(vault.url).port), "127.0.0.1");
      incoming.pipe(outgoing).pipe(incoming);
      for (const end of [incoming, outgoing]) end.on("error", () => {});
    });
    await new Promise<void>((resolve) => gate.listen(socket, resolve));
    onTestFinished(() => void gate.close());
    expect(await read(track(vaultProvider({ address: `unix://${socket}`, environment: {} })))).toEqual(PAIR);
    expect(vault.received[0]?.headers).toMatchObject({ host: "localhost", "x-vault-request": "true" });
  });
});
