import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import type { VaultAuth } from "../src/index.ts";
import { scratch } from "./support/scratch.ts";
import {
  appRoleProvider,
  failure,
  never,
  PAIR,
  paths,
  providerWith,
  read,
  rootProvider,
  startVault,
} from "./support/vault.ts";

const REVOKE_MS = 2_000;
const REVOKE = "auth/token/revoke-self";

describe("close", () => {
  it("ends every read and write that is under way, at once", async () => {
    const vault = await startVault();
    const provider = appRoleProvider(vault);
    await read(provider);
    const hold = vault.hold("/v1/secret/");
    const reading = failure("CLOSED", read(provider));
    const writing = failure("CLOSED", provider.write({ id: "mailjet" }, PAIR, { signal: never() }));
    await hold.arrived(2);
    const closing = provider.close();
    await Promise.all([reading, writing]);
    await closing;
    await failure("CLOSED", read(provider));
    await failure("CLOSED", provider.write({ id: "mailjet" }, PAIR, { signal: never() }));
    hold.release();
  });

  it("ends a read that is loading, and asks nothing then", async () => {
    const vault = await startVault();
    const provider = appRoleProvider(vault);
    const reading = failure("CLOSED", read(provider));
    await provider.close();
    await reading;
    expect(vault.received).toEqual([]);
  });

  it.each(["getJwt", "credentials", "signRequest"])(
    "ends a read that waits for %s, which never answers",
    async (name) => {
      const vault = await startVault();
      const auths: Readonly<Record<string, (ask: () => Promise<never>) => VaultAuth>> = {
        getJwt: (getJwt) => ({ method: "jwt", getJwt }),
        credentials: (credentials) => ({ method: "awsIam", credentials }),
        signRequest: (signRequest) => ({ method: "awsIam", signRequest }),
      };
      const asked: (() => void)[] = [];
      const arrived = new Promise<void>((resolve) => asked.push(resolve));
      const ask = (): Promise<never> => {
        for (const resolve of asked) resolve();
        return new Promise(() => {});
      };
      const auth = auths[name]?.(ask);
      const provider = providerWith(vault, auth);
      const reading = failure("CLOSED", read(provider));
      await arrived;
      await provider.close();
      await reading;
      expect(vault.received).toEqual([]);
    },
  );

  it.each(["tokenFile", "caFile", "clientKeyFile"])(
    "ends a read that waits for a pipe in place of %s",
    async (name) => {
      const vault = await startVault();
      const pipe = join(scratch().path, "pipe");
      execFileSync("mkfifo", [pipe]);
      onTestFinished(() => writeFile(pipe, "")); // else the thread that opens it would wait for ever
      const provider =
        name === "tokenFile"
          ? providerWith(vault, { method: "token", tokenFile: pipe })
          : rootProvider(vault, { tls: { [name]: pipe } });
      const reading = failure("CLOSED", read(provider));
      await new Promise((resolve) => setImmediate(resolve));
      await provider.close();
      await reading;
      expect(vault.received).toEqual([]);
    },
  );

  it("when it is called again waits for the same end, which comes once", async () => {
    const vault = await startVault();
    const provider = appRoleProvider(vault);
    await read(provider);
    const hold = vault.hold(`/v1/${REVOKE}`);
    const ended: number[] = [];
    const closings = [1, 2].map((number) => provider.close().then(() => ended.push(number)));
    await hold.arrived(1);
    expect(ended).toEqual([]);
    hold.release();
    await Promise.all(closings);
    await provider.close();
    expect(paths(vault).filter((path) => path === REVOKE)).toHaveLength(1);
  });
});

describe("the token at close", () => {
  it("is revoked if a login obtained it, and else left alone", async () => {
    const vault = await startVault();
    const provider = appRoleProvider(vault);
    await read(provider);
    await provider.close();
    expect(vault.received.at(-1)).toMatchObject({ path: `/v1/${REVOKE}`, status: 204 });
    const other = rootProvider(vault);
    await read(other);
    await other.close();
    vault.addRole({ method: "userpass", username: "bob", password: "not-revocable", policies: ["app"], type: "batch" });
    const batch = providerWith(vault, { method: "userpass", username: "bob", password: "not-revocable" });
    await read(batch);
    await batch.close();
    expect(paths(vault).filter((path) => path === REVOKE)).toHaveLength(1);
  });

  it("is revoked too if its login was on the way, whoever waited for it", async () => {
    for (const aborted of [false, true]) {
      const vault = await startVault();
      const provider = appRoleProvider(vault);
      const hold = vault.hold("/v1/auth/approle/");
      const controller = new AbortController();
      const reading = provider.read({ id: "mailjet" }, { signal: controller.signal }).catch((error: unknown) => error);
      await hold.arrived(1);
      if (aborted) controller.abort(new Error("gone"));
      const closing = provider.close();
      expect(await reading).toMatchObject(aborted ? { message: "gone" } : { code: "CLOSED" });
      hold.release();
      await closing;
      expect(vault.received.map(({ path, status }) => [path, status])).toEqual([
        ["/v1/auth/approle/login", 200],
        [`/v1/${REVOKE}`, 204],
      ]);
    }
  });

  it("is none if the login on the way is refused, and that is no failure", async () => {
    const vault = await startVault({ roles: [] });
    const provider = appRoleProvider(vault);
    const hold = vault.hold("/v1/auth/approle/");
    const reading = failure("CLOSED", read(provider));
    await hold.arrived(1);
    const closing = provider.close();
    await reading;
    hold.release();
    await closing;
    expect(paths(vault)).toEqual(["auth/approle/login"]);
  });

  it("does not keep a login on the way, or its own revocation, for more than two seconds together", async () => {
    const clock = fakeClock();
    const vault = await startVault();
    const provider = appRoleProvider(vault, { clock });
    vault.fail({ kind: "hang", path: "/v1/auth/approle/" });
    const hold = vault.hold();
    const reading = failure("CLOSED", read(provider));
    await hold.arrived(1);
    hold.release();
    const closing = provider.close();
    await reading;
    await clock.advance(REVOKE_MS);
    await closing;
    expect(paths(vault)).toEqual(["auth/approle/login"]);
  });

  it("is revoked although reads that hang have taken all connections", async () => {
    const vault = await startVault();
    const provider = appRoleProvider(vault);
    await read(provider);
    vault.fail({ kind: "hang", path: "/v1/secret/" });
    const hold = vault.hold("/v1/secret/");
    const reads = Array.from({ length: 20 }, (_, index) => failure("CLOSED", read(provider, `tenant-${index}`)));
    await hold.arrived(16);
    hold.release();
    await provider.close();
    await Promise.all(reads);
    expect(vault.received.at(-1)).toMatchObject({ path: `/v1/${REVOKE}`, status: 204 });
  });

  it("may fail to be revoked: the end comes after two seconds at most, whatever the server answers", async () => {
    for (const fault of [{ kind: "hang" }, { kind: "reset" }, { kind: "status", status: 500 }] as const) {
      const clock = fakeClock();
      const vault = await startVault({ clock });
      const provider = appRoleProvider(vault, { clock });
      await read(provider);
      vault.fail(fault);
      const hold = vault.hold();
      const closing = provider.close();
      await hold.arrived(1);
      hold.release();
      await clock.advance(REVOKE_MS);
      await closing;
      expect(clock.pendingTimers()).toBe(0);
    }
  });

  it("is not got by a read that was about to log in again", async () => {
    const clock = fakeClock();
    const vault = await startVault({ clock });
    const provider = appRoleProvider(vault, { clock });
    await read(provider);
    vault.revokeAllTokens();
    const hold = vault.hold();
    const reading = failure("CLOSED", read(provider));
    await hold.arrived(1);
    const closing = provider.close();
    await reading;
    hold.release();
    await closing;
    expect(vault.loginCount).toBe(1);
  });
});
