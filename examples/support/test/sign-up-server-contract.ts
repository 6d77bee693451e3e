import { writeFile } from "node:fs/promises";
import { expect, it, onTestFinished, vi } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import type { EmulatedStore } from "../src/emulated-store.ts";
import type { Pair } from "../src/pair.ts";
import { signUp } from "../src/sign-up.ts";
import { type Server, startServer } from "../src/start-server.ts";
import { emulatedSurroundings, NEW, OLD } from "./emulated-surroundings.ts";

/** The server to be tested, as a process of its own. */
export interface SignUpServer {
  readonly script: URL;
  /** What it prints when it listens. The first group is its address. */
  readonly listening: RegExp;
  /** The name of its provider. */
  readonly provider: string;
  readonly startStore: (
    pair: Pair,
  ) => Promise<EmulatedStore<{ readonly loginCount: number; readonly received: readonly unknown[] }>>;
  /** What the store gives for a login looks like this. */
  readonly token: RegExp;
}

/** Registers the tests of a server with `POST /sign-up` and `GET /health`, whichever store and framework it has. */
export function signUpServerContract({ script, listening, provider, startStore, token }: SignUpServer): void {
  function start(environment: NodeJS.ProcessEnv): Server {
    const server = startServer({ script, listening, environment });
    onTestFinished(() => server.kill());
    return server;
  }

  function expectNoSecret(output: string, login: string): void {
    expect(findCanary(output, canaryForms(OLD.apiKey, OLD.apiSecret, NEW.apiSecret, login))).toBeUndefined();
    expect(output).not.toMatch(token);
  }

  it("sends on while the secret is replaced at Mailjet and in the store, without a restart or a new login", async () => {
    const { store, mailjet, environment } = await emulatedSurroundings(startStore);
    const server = start(environment);
    const url = await server.url();
    expect((await signUp(url)).status).toBe(202);

    mailjet.resetSecret(OLD.apiKey, NEW.apiSecret);
    const hold = mailjet.hold();
    const during = signUp(url);
    await hold.arrived(1); // with the old secret, which is dead
    store.write(NEW);
    hold.release();
    expect((await during).status).toBe(202);
    expect((await signUp(url)).status).toBe(202);

    expect(mailjet.received.map(({ status }) => status)).toEqual([200, 401, 200, 200]);
    expect(mailjet.messages).toHaveLength(3);
    expect(store.emulator.loginCount).toBe(1);
    expect(await server.terminate()).toBe(0);
    expectNoSecret(server.output(), store.login);
  });

  it("tells its health without a question to the store", async () => {
    const { store, environment } = await emulatedSurroundings(startStore);
    const url = await start(environment).url();
    const before = store.emulator.received.length;
    const answer = await fetch(`${url}/health`);
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ state: "fresh", provider });
    expectNoSecret(text, store.login);
    expect(store.emulator.received).toHaveLength(before);
  });

  it("at SIGTERM finishes the mail under way, though it meets a rotation, and ends with 0", async () => {
    const { store, mailjet, environment } = await emulatedSurroundings(startStore);
    const server = start(environment);
    const url = await server.url();
    mailjet.resetSecret(OLD.apiKey, NEW.apiSecret);
    const hold = mailjet.hold();
    const answer = signUp(url);
    await hold.arrived(1);
    const ended = server.terminate();
    const refused = (): Promise<void> => expect(fetch(`${url}/health`)).rejects.toThrow();
    await vi.waitFor(refused, { timeout: 15_000 }); // no new requests, nor on a connection that is kept open
    store.write(NEW); // has to be read before the mail can go
    hold.release();
    expect((await answer).status).toBe(202);
    expect(await ended).toBe(0);
  });

  it("ends with 0 at a SIGTERM in the moment in which it listens", async () => {
    const { environment } = await emulatedSurroundings(startStore);
    const server = start(environment);
    await server.url();
    expect(await server.terminate()).toBe(0);
  });

  it("answers 503 without a word about keys when Mailjet rejects them, and logs what to do", async () => {
    const { store, mailjet, environment } = await emulatedSurroundings(startStore);
    const server = start({ ...environment, MAILJET_SECRETS_ROTATION_GRACE_MS: "0" });
    const url = await server.url();
    mailjet.deactivate(OLD.apiKey);
    const answer = await signUp(url);
    expect(answer.status).toBe(503);
    expectNoSecret(await answer.text(), store.login);
    expect(await server.terminate()).toBe(0);
    expect(server.output()).toContain("CREDENTIALS_REJECTED");
    expectNoSecret(server.output(), store.login);
  });

  it("does not start without a login that the store accepts, and says why", async () => {
    const { store, environment } = await emulatedSurroundings(startStore);
    const wrong = `${store.login.slice(0, -12)}000000000000`;
    await writeFile(store.loginFile, wrong);
    const server = start(environment);
    expect(await server.ended).toBe(1);
    expect(server.output()).toContain("UNAUTHENTICATED");
    expectNoSecret(server.output(), wrong);
  });
}
