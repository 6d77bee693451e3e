import { memoryProvider } from "@mailjet-secrets/testing";
import Mailjet, { type Client } from "node-mailjet";
import { describe, expect, it, vi } from "vitest";
import { createMailjetClientFactory, SecretsError } from "../src/index.ts";
import { eventually } from "./support/eventually.ts";
import { MAIL, OLD, OTHER, send, startScene, statuses } from "./support/scene.ts";

describe("createMailjetClientFactory", () => {
  it("sends a mail with the pair from the store, read at the first call and not before", async () => {
    const { mailjet, store, factory } = await startScene();
    expect(store.readCount).toBe(0);
    const result = await send(factory);
    expect(result.response.status).toBe(200);
    expect(mailjet.messages).toHaveLength(1);
    expect(store.readCount).toBe(1);
  });

  it("reads the store once for calls of every kind that start together", async () => {
    const { store, factory } = await startScene();
    const calls = [
      send(factory),
      send(factory),
      factory.credentials(),
      factory.getClient(),
      factory.withCredentials(() => 1),
    ];
    await Promise.all(calls);
    expect(store.readCount).toBe(1);
  });

  it("answers CLOSED after close, closes the provider, and may be closed twice", async () => {
    const { store, factory } = await startScene();
    await factory.credentials();
    await Promise.all([factory.close(), factory.close()]);
    for (const call of [factory.credentials(), factory.getClient(), send(factory), factory.refresh()]) {
      await expect(call).rejects.toMatchObject({ code: "CLOSED" });
    }
    await expect(store.read({ id: "prod/mailjet" }, { signal: new AbortController().signal })).rejects.toMatchObject({
      code: "CLOSED",
    });
    expect(factory.status().state).toBe("closed");
  });

  it("closes at the end of an `await using` block", async () => {
    const store = memoryProvider({ "": OLD });
    const factory = createMailjetClientFactory({ provider: store });
    await factory[Symbol.asyncDispose]();
    await expect(factory.credentials()).rejects.toMatchObject({ code: "CLOSED" });
  });

  it("finds its options at the first use when they are a function, and asks again after a failure", async () => {
    const source = vi
      .fn()
      .mockRejectedValueOnce(new SecretsError("INVALID_CONFIG", "Not yet."))
      .mockResolvedValue({ provider: memoryProvider({ "": OLD }) });
    const factory = createMailjetClientFactory(source);
    expect(source).not.toHaveBeenCalled();
    expect(factory.status()).toEqual({ state: "empty" });
    await expect(factory.credentials()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    const pairs = await Promise.all([factory.credentials(), factory.credentials()]);
    expect(pairs[0]?.apiKey()).toBe(OLD.apiKey);
    expect(source).toHaveBeenCalledTimes(2);
  });

  it("closes the provider of options that were still being found", async () => {
    const store = memoryProvider({ "": OLD });
    let found = (_: unknown): void => {};
    const factory = createMailjetClientFactory(() => new Promise((resolve) => (found = resolve as never)));
    const call = factory.credentials().catch((error: SecretsError) => error.code);
    const closing = factory.close();
    found({ provider: store });
    await closing;
    expect(await call).toBe("CLOSED");
    await expect(store.read({ id: "" }, { signal: new AbortController().signal })).rejects.toMatchObject({
      code: "CLOSED",
    });
  });

  it.each([[-1], [0], [3e9], [Number.NaN], ["5s"]])("refuses %s as mailjet.timeoutMs", (timeoutMs) => {
    const options = { provider: memoryProvider(), mailjet: { timeoutMs: timeoutMs as number } };
    expect(() => createMailjetClientFactory(options)).toThrow(
      /mailjet.timeoutMs must be a number of milliseconds from 1 to 2147483647/,
    );
  });

  it("answers CLOSED after close although it was never used, and finds no options any more", async () => {
    const source = vi.fn();
    const factory = createMailjetClientFactory(source);
    await factory.close();
    expect(factory.status()).toEqual({ state: "closed" });
    await expect(factory.credentials()).rejects.toMatchObject({ code: "CLOSED" });
    expect(source).not.toHaveBeenCalled();
  });

  it("says what is wrong with a provider that gives something else than a snapshot", async () => {
    const answers = [undefined, { apiKey: "x" }, { values: { apiKey: 7 } }, { values: OLD, expiresAt: Number.NaN }];
    for (const answer of answers) {
      const provider = { name: "own", read: async () => answer as never };
      const failure = createMailjetClientFactory({ provider }).credentials();
      await expect(failure).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
      await expect(failure).rejects.toThrow(/must return \{ values/);
    }
  });

  it("warns of no leak when many calls share a signal", async () => {
    const warnings: unknown[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on("warning", listen);
    const { store, factory } = await startScene();
    const release = store.hold();
    const { signal } = new AbortController();
    const calls = Array.from({ length: 50 }, () => factory.credentials({ signal }));
    await eventually(() => expect(store.heldReads).toBe(1));
    release();
    await Promise.all(calls);
    process.off("warning", listen);
    expect(warnings).toEqual([]);
  });

  it("F12 refuses impossible durations at once, all in one message with their unit", () => {
    const options = { provider: memoryProvider(), refreshAfterMs: -1, expireAfterMs: Number.NaN, timeoutMs: 0 };
    expect(() => createMailjetClientFactory(options)).toThrow(
      /refreshAfterMs .*milliseconds.*expireAfterMs .*milliseconds.*timeoutMs/s,
    );
    expect(() => createMailjetClientFactory({} as never)).toThrow(/provider must be/);
  });

  it.each([
    ["refreshAfterMs", "5m"],
    ["refreshAfterMs", Number.NaN],
    ["expireAfterMs", -1],
    ["expireAfterMs", "Infinity"],
    ["rotationGraceMs", Number.POSITIVE_INFINITY],
    ["rotationGraceMs", 2 ** 31],
    ["timeoutMs", Number.POSITIVE_INFINITY],
    ["timeoutMs", 2 ** 31],
    ["maxAccounts", 1.5],
    ["keepFresh", "yes"],
  ])("F12 refuses %s %s, naming the option", (name, value) => {
    const error = thrownBy(() => createMailjetClientFactory({ provider: memoryProvider(), [name]: value }));
    expect(error).toMatchObject({ code: "INVALID_CONFIG", message: expect.stringContaining(`${name} must be `) });
  });

  it("F12 refuses a refresh that is later than the expiry, and takes an earlier expiry for both", async () => {
    const durations = { refreshAfterMs: 7_200_000, expireAfterMs: 3_600_000 };
    const error = thrownBy(() => createMailjetClientFactory({ provider: memoryProvider(), ...durations }));
    expect(error).toMatchObject({ code: "INVALID_CONFIG", message: expect.stringContaining("milliseconds") });
    const { factory } = await startScene({ expireAfterMs: 1_000 });
    await factory.credentials();
    expect(factory.status().state).toBe("fresh");
  });

  it.each([-1, 6, 0.5, "1"])("refuses %s as mailjet.rateLimitRetries", (rateLimitRetries) => {
    const options = { provider: memoryProvider(), mailjet: { rateLimitRetries: rateLimitRetries as number } };
    expect(() => createMailjetClientFactory(options)).toThrow(/mailjet.rateLimitRetries must be .* 0 to 5/);
  });

  it("lets one caller go when its signal aborts, while the read that others share goes on", async () => {
    const { store, factory } = await startScene();
    const release = store.hold();
    const controller = new AbortController();
    const impatient = factory.credentials({ signal: controller.signal });
    const patient = factory.credentials();
    await eventually(() => expect(store.heldReads).toBe(1));
    controller.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    release();
    expect((await patient).apiKey()).toBe(OLD.apiKey);
    expect(store.readCount).toBe(1);
  });

  it("rejects a call whose signal has aborted already, without an unhandled rejection", async () => {
    const { store, factory } = await startScene();
    store.fail("ACCESS_DENIED");
    await expect(factory.refresh({ signal: AbortSignal.abort(new Error("late")) })).rejects.toThrow("late");
    expect(store.readCount).toBe(0);
    await expect(factory.credentials({ signal: AbortSignal.abort(new Error("late")) })).rejects.toThrow("late");
    await expect(factory.getClient({ signal: AbortSignal.abort(new Error("late")) })).rejects.toThrow("late");
  });

  it("shows an outage of the store as degraded and goes on sending", async () => {
    const { store, clock, factory, mailjet } = await startScene();
    await send(factory);
    store.fail("UNAVAILABLE");
    await clock.advance(10 * 60_000);
    await send(factory);
    await clock.advance(10_000);
    expect(factory.status()).toMatchObject({ state: "degraded", lastErrorCode: "UNAVAILABLE", provider: "memory" });
    await send(factory);
    expect(statuses(mailjet)).toEqual([200, 200, 200]);
  });

  it("tells provider, version, fingerprint and age in its status, and no value", async () => {
    const { clock, factory } = await startScene();
    expect(factory.status()).toEqual({ state: "empty", provider: "memory" });
    const pair = await factory.credentials();
    await clock.advance(1_000);
    expect(factory.status()).toEqual({
      state: "fresh",
      kind: "mail",
      provider: "memory",
      version: "1",
      fingerprint: pair.fingerprint,
      ageMs: 1_000,
    });
    expect(JSON.stringify(factory.statuses())).not.toContain(OLD.apiKey);
  });

  it("names what looks odd about a pair in the status and in Mailjet's refusal", async () => {
    const { store, factory } = await startScene({ rotationGraceMs: 0 });
    store.set("prod/mailjet", { apiKey: "root", apiSecret: OLD.apiSecret });
    await expect(send(factory)).rejects.toThrow(/field "apiKey" is not 32/);
    expect(factory.status().warnings).toEqual([expect.stringContaining('field "apiKey"')]);
  });

  it("keeps a pair that is not in the usual shape usable", async () => {
    const odd = { apiKey: "key-of-ours", apiSecret: "zebra-of-ours" };
    const { factory } = await startScene({
      provider: memoryProvider({ "prod/mailjet": odd }),
      emulator: { keys: [odd] },
    });
    expect((await send(factory)).response.status).toBe(200);
  });
});

describe("accounts", () => {
  const accounts = { marketing: "prod/marketing", texts: { id: "prod/sms", kind: "sms" as const } };

  it("sends for several accounts over one provider, each with its own pair", async () => {
    const { mailjet, store, factory } = await startScene({ accounts });
    mailjet.addKey(OTHER);
    store.set("prod/marketing", OTHER);
    await Promise.all([send(factory), send(factory.account("marketing"))]);
    expect(mailjet.received.map((request) => request.apiKey).sort()).toEqual([OLD.apiKey, OTHER.apiKey].sort());
    expect(factory.statuses().map((status) => status.account)).toEqual([undefined, "marketing"]);
  });

  it("sends SMS with the token of an account of that kind", async () => {
    const token = "5a5b5c5d5e5f50515253545556575859";
    const { store, factory, mailjet } = await startScene({ accounts, emulator: { smsTokens: [token] } });
    store.set("prod/sms", { token });
    const body = { From: "Shop", To: "+33600000000", Text: "Hello" };
    const result = await factory.account("texts").post("sms-send", { version: "v4" }).request(body);
    expect(result.response.status).toBe(200);
    expect(mailjet.received[0]?.authentication).toBe("bearer");
  });

  it("refuses a name that is not declared, also one that every object has", async () => {
    const { factory } = await startScene({ accounts });
    for (const name of ["markting", "constructor", "__proto__"]) {
      await expect(factory.account(name).credentials()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
    }
    expect(() => factory.account("")).toThrow(TypeError);
  });

  it("refuses a function that is async or gives anything else, and gives nobody the default pair instead", async () => {
    const asynchronous = await startScene({ accounts: (async () => "tenants/a") as never });
    await expect(asynchronous.factory.account("a").credentials()).rejects.toThrow(/must not be async/);
    const wrong = await startScene({ accounts: (() => ({ idd: "tenants/a" })) as never });
    await expect(wrong.factory.account("a").credentials()).rejects.toThrow(/found idd/);
  });

  it("forgets no account whose request is on its way", async () => {
    const { mailjet, store, factory } = await startScene({ accounts: (name) => `tenants/${name}`, maxAccounts: 1 });
    for (const tenant of ["t1", "t2"]) store.set(`tenants/${tenant}`, OLD);
    const hold = mailjet.hold();
    const slow = send(factory.account("t1"));
    await eventually(() => expect(mailjet.received).toHaveLength(1));
    await factory.account("t2").credentials();
    expect(factory.statuses().map((status) => status.account)).toEqual(["t1", "t2"]);
    hold.release();
    await slow;
  });

  it("shows no key that was put in place of a name", async () => {
    const { factory } = await startScene({ accounts: { a: "x" } });
    const error = await factory.account(OLD.apiSecret).credentials().catch(String);
    expect(error).toContain("not shown");
    expect(error).toContain("Declared: a.");
    expect(error).not.toContain(OLD.apiSecret);
  });

  it("forgets no account that is being read", async () => {
    const { store, factory } = await startScene({ accounts: (name) => `tenants/${name}`, maxAccounts: 1 });
    for (const tenant of ["t1", "t2"]) store.set(`tenants/${tenant}`, OLD);
    const release = store.hold();
    const slow = factory.account("t1").credentials();
    await eventually(() => expect(store.heldReads).toBe(1));
    const other = factory.account("t2").credentials();
    await eventually(() => expect(store.heldReads).toBe(2));
    expect(factory.statuses().map((status) => status.account)).toEqual(["t1", "t2"]);
    release();
    await Promise.all([slow, other, factory.account("t1").credentials()]);
    expect(store.readCount).toBe(2);
  });

  it("shares the reads of accounts that are asked for in one turn, however many there are", async () => {
    const { store, factory } = await startScene({ accounts: (name) => `tenants/${name}`, maxAccounts: 2 });
    const tenants = Array.from({ length: 20 }, (_, number) => `t${number}`);
    for (const tenant of tenants) store.set(`tenants/${tenant}`, OLD);
    const release = store.hold();
    const calls = [...tenants, ...tenants].map((tenant) => factory.account(tenant).credentials());
    await eventually(() => expect(store.heldReads).toBe(20));
    release();
    await Promise.all(calls);
    expect(store.readCount).toBe(20);
    await factory.account("t0").credentials();
    await factory
      .account("other")
      .credentials()
      .catch(() => {});
    expect(factory.statuses()).toHaveLength(2);
  });

  it("ends every call with CLOSED, also of accounts that were asked for in one turn", async () => {
    const { store, factory } = await startScene({ accounts: (name) => `tenants/${name}`, maxAccounts: 1 });
    store.hold();
    const calls = ["t1", "t2", "t3"].map((tenant) =>
      factory
        .account(tenant)
        .credentials()
        .catch(({ code }) => code),
    );
    await eventually(() => expect(store.heldReads).toBe(3));
    await factory.close();
    expect(await Promise.all(calls)).toEqual(["CLOSED", "CLOSED", "CLOSED"]);
  });

  it("forgets no account whose pair Mailjet rejected, or its next request would send that pair again", async () => {
    const { mailjet, store, factory } = await startScene({
      accounts: (name) => `tenants/${name}`,
      maxAccounts: 1,
      rotationGraceMs: 0,
    });
    for (const tenant of ["t1", "t2"]) store.set(`tenants/${tenant}`, tenant === "t1" ? OTHER : OLD);
    await send(factory.account("t1")).catch(() => {});
    await send(factory.account("t2"));
    await expect(send(factory.account("t1"))).rejects.toMatchObject({ code: "CREDENTIALS_REJECTED" });
    expect(mailjet.received).toHaveLength(2);
  });

  it("serves many tenants by a function, keeps the ones used last, and opens the others again", async () => {
    const { store, factory } = await startScene({
      accounts: (name) => (name.startsWith("t") ? `tenants/${name}` : undefined),
      maxAccounts: 2,
    });
    for (const tenant of ["t1", "t2", "t3"]) store.set(`tenants/${tenant}`, OLD);
    const first = factory.account("t1");
    await first.credentials();
    await factory.account("t2").credentials();
    await first.credentials();
    await factory.account("t3").credentials();
    expect(factory.statuses().map((status) => status.account)).toEqual(["t1", "t3"]);
    expect((await factory.account("t2").credentials()).apiKey()).toBe(OLD.apiKey);
    expect(store.readCount).toBe(4);
    await expect(factory.account("x").credentials()).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  });
});

describe("getClient", () => {
  it("gives a node-mailjet Client, always the same one, that sends with the pair of the moment", async () => {
    const { mailjet, store, factory } = await startScene();
    const client: Client = await factory.getClient();
    expect(client).toBeInstanceOf(Mailjet.Client);
    expect(await factory.getClient()).toBe(client);
    await client.post("send", { version: "v3.1" }).request(MAIL);
    mailjet.addKey(OTHER);
    store.set("prod/mailjet", OTHER);
    await factory.refresh();
    await client.post("send", { version: "v3.1" }).request(MAIL);
    expect(mailjet.received.map((request) => request.apiKey)).toEqual([OLD.apiKey, OTHER.apiKey]);
    expect(await factory.getClient()).toBe(client);
  });

  it("rejects while no pair can be had, so that a service can fail at its start", async () => {
    const { store, factory } = await startScene();
    store.remove("prod/mailjet");
    await expect(factory.getClient()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("gives back kept promises for cached calls", async () => {
    const { factory } = await startScene();
    await factory.getClient();
    expect(factory.getClient()).toBe(factory.getClient());
    expect(factory.credentials()).toBe(factory.credentials());
  });

  it("has no key to give, and says where it is", async () => {
    const { factory } = await startScene();
    const client = await factory.getClient();
    for (const method of ["getAPIKey", "getAPISecret", "getAPIToken"] as const) {
      expect(() => client[method]()).toThrow(/credentials\(\)/);
    }
    expect(Reflect.ownKeys(client)).not.toEqual(expect.arrayContaining(["apiKey"]));
    expect(Reflect.ownKeys(client)).not.toEqual(expect.arrayContaining(["apiSecret"]));
  });

  it("keeps id and action of a request that is sent twice, which node-mailjet loses", async () => {
    const { mailjet, factory } = await startScene();
    const request = (await factory.getClient()).get("contact").id(5).action("getcontactslists");
    await request.request().catch(() => {});
    await request.request().catch(() => {});
    expect(mailjet.received.map(({ path }) => path)).toEqual(Array(2).fill("/v3/REST/contact/5/getcontactslists"));
  });

  it("sends nothing when the call says so, and tells what it would send", async () => {
    const { mailjet, store, factory } = await startScene();
    const request = factory.get("contact").id(5);
    const described = await request.request({}, { Limit: 1 }, false);
    expect(described).toEqual({
      body: undefined,
      params: { Limit: 1 },
      url: `https://${mailjet.host}/v3/REST/contact/5`,
    });
    expect(store.readCount + mailjet.received.length).toBe(0);
  });

  it("refuses an id that would reach another resource", async () => {
    const { factory } = await startScene();
    expect(() => factory.get("contact").id("../user")).toThrow(TypeError);
    expect(() => factory.get("contact").id({} as never)).toThrow(TypeError);
  });

  it("uses the host of the call, then of the configuration, then of the secret", async () => {
    const { mailjet, store, factory } = await startScene({ mailjet: { host: "127.0.0.1:9" } });
    await expect(send(factory)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await factory.post("send", { version: "v3.1", host: mailjet.host }).request(MAIL);
    store.set("prod/mailjet", { ...OLD, host: mailjet.host });
    const byRecord = createMailjetClientFactory({ provider: store, secret: "prod/mailjet" });
    await send(byRecord);
    expect(mailjet.messages).toHaveLength(2);
  });
});

describe("withCredentials", () => {
  it("runs the callback with the pair and gives its result back", async () => {
    const { factory } = await startScene();
    expect(await factory.withCredentials((pair) => pair.apiSecret())).toBe(OLD.apiSecret);
  });

  it.each([
    ["statusCode", { statusCode: 401 }],
    ["status", { status: 401 }],
    ["response.status", { response: { status: 401 } }],
    ["nodemailer's EAUTH", { code: "EAUTH" }],
    ["SMTP 535", { responseCode: 535 }],
  ])("runs it once more with the new pair after a login failure told by %s", async (_, fields) => {
    const { store, factory } = await startScene();
    await factory.credentials();
    store.set("prod/mailjet", OTHER);
    const seen: string[] = [];
    const result = await factory.withCredentials((pair) => {
      seen.push(pair.apiKey());
      if (seen.length === 1) throw Object.assign(new Error("login failed"), fields);
      return "sent";
    });
    expect(result).toBe("sent");
    expect(seen).toEqual([OLD.apiKey, OTHER.apiKey]);
  });

  it("takes the caller's own word for a rejection", async () => {
    const { store, factory } = await startScene();
    await factory.credentials();
    store.set("prod/mailjet", OTHER);
    const keys: string[] = [];
    await factory.withCredentials(
      (pair) => {
        keys.push(pair.apiKey());
        if (keys.length === 1) throw new Error("odd");
      },
      { isRejected: (error) => (error as Error).message === "odd" },
    );
    expect(keys).toEqual([OLD.apiKey, OTHER.apiKey]);
  });

  it("passes on any other failure, and does not run again", async () => {
    const { factory } = await startScene();
    let runs = 0;
    const failing = factory.withCredentials(() => {
      runs += 1;
      throw new RangeError("mine");
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(runs).toBe(1);
  });

  it("does not wait for itself when the callback sends through the client", async () => {
    const { factory } = await startScene();
    const result = await factory.withCredentials(async () => send(factory));
    expect(result.response.status).toBe(200);
  });
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("Nothing was thrown.");
}
