import { describe, expect, it } from "vitest";
import type { SecretsError } from "../src/index.ts";
import { eventually } from "./support/eventually.ts";
import { MAIL, NEW, OLD, OTHER, type Scene, send, startScene, statuses } from "./support/scene.ts";

/** Resets the secret at Mailjet, as its web page does: the old one is dead at once. */
function reset(scene: Scene): void {
  scene.mailjet.resetSecret(OLD.apiKey, NEW.apiSecret);
}

/** Writes the new pair into the store, as the operator does next. */
function publish(scene: Scene): void {
  scene.store.set("prod/mailjet", NEW);
}

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "sent",
    (error: SecretsError) => error.code,
  );

describe("rejected credentials", () => {
  it("reads past the cache after a 401 and sends once more with the new pair", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    publish(scene);
    expect((await send(scene.factory)).response.status).toBe(200);
    expect(statuses(scene.mailjet)).toEqual([200, 401, 200]);
    expect(scene.store.readCount).toBe(2);
  });

  it("takes a 401 without Mailjet's error code for the same thing", async () => {
    const scene = await startScene();
    await send(scene.factory);
    publish(scene);
    scene.mailjet.resetSecret(OLD.apiKey, NEW.apiSecret);
    scene.mailjet.fail({ kind: "unauthorized-without-code", times: 1 });
    await scene.factory.get("sender").request();
    expect(statuses(scene.mailjet)).toEqual([200, 401, 200]);
  });

  it("F17 refetches once for many requests that are rejected together", async () => {
    const scene = await startScene();
    await send(scene.factory);
    const hold = scene.mailjet.hold();
    reset(scene);
    const sends = Array.from({ length: 20 }, () => send(scene.factory));
    await eventually(() => expect(scene.mailjet.received).toHaveLength(21));
    publish(scene);
    hold.release();
    await Promise.all(sends);
    expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(20);
    expect(scene.mailjet.messages).toHaveLength(21);
    expect(scene.store.readCount).toBe(2);
  });

  it("holds requests while somebody replaces the secret, and loses none", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    const sends = Array.from({ length: 50 }, () => send(scene.factory));
    await eventually(() => expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(50));
    await scene.clock.advance(12_000);
    publish(scene);
    const later = send(scene.factory);
    await scene.clock.advance(3_000);
    await Promise.all([...sends, later]);
    expect(scene.mailjet.messages).toHaveLength(52);
    expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(50);
  });

  it("fails everything held after rotationGraceMs, later requests at once, and lets a probe through after a minute", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    const held = codeOf(send(scene.factory));
    await eventually(() => expect(scene.clock.pendingTimers()).toBeGreaterThan(0));
    await scene.clock.advance(31_000);
    expect(await held).toBe("CREDENTIALS_REJECTED");
    expect(await codeOf(send(scene.factory))).toBe("CREDENTIALS_REJECTED");
    expect(await codeOf(scene.factory.credentials())).toBe("CREDENTIALS_REJECTED");
    expect(scene.factory.status()).toMatchObject({ state: "rejected", lastErrorCode: "CREDENTIALS_REJECTED" });
    expect(scene.mailjet.received).toHaveLength(2);
    await scene.clock.advance(60_000);
    expect(await codeOf(send(scene.factory))).toBe("CREDENTIALS_REJECTED");
    expect(await codeOf(send(scene.factory))).toBe("CREDENTIALS_REJECTED");
    expect(scene.mailjet.received).toHaveLength(3);
    await scene.clock.advance(60_000);
    await codeOf(send(scene.factory));
    expect(scene.mailjet.received).toHaveLength(3);
    await scene.clock.advance(60_000);
    scene.mailjet.resetSecret(OLD.apiKey, OLD.apiSecret);
    expect(await codeOf(send(scene.factory))).toBe("sent");
    expect(scene.factory.status().state).not.toBe("rejected");
  });

  it("takes up a new pair that is published after the grace, without waiting for the next refresh", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    const held = codeOf(send(scene.factory));
    await eventually(() => expect(scene.clock.pendingTimers()).toBeGreaterThan(0));
    await scene.clock.advance(31_000);
    expect(await held).toBe("CREDENTIALS_REJECTED");
    publish(scene);
    await scene.clock.advance(6_000);
    expect(await codeOf(send(scene.factory))).toBe("CREDENTIALS_REJECTED");
    await scene.clock.settle();
    expect(await codeOf(send(scene.factory))).toBe("sent");
  });

  it("with rotationGraceMs 0 looks into the store once and fails", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    await send(scene.factory);
    reset(scene);
    expect(await codeOf(send(scene.factory))).toBe("CREDENTIALS_REJECTED");
    expect(scene.store.readCount).toBe(2);
  });

  it("asks Mailjet twice at most when 1,000 requests start together with a wrong pair", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    scene.store.set("prod/mailjet", OTHER);
    const outcomes = await Promise.all(Array.from({ length: 1_000 }, () => codeOf(send(scene.factory))));
    expect(new Set(outcomes)).toEqual(new Set(["CREDENTIALS_REJECTED"]));
    expect(scene.mailjet.received.length).toBeLessThanOrEqual(2);
  });

  it("lets the requests that wait for the trial of a new pair go after two seconds", async () => {
    const scene = await startScene();
    const hold = scene.mailjet.hold();
    const sends = Array.from({ length: 3 }, () => send(scene.factory));
    await eventually(() => expect(scene.mailjet.received).toHaveLength(1));
    await scene.clock.advance(2_000);
    await eventually(() => expect(scene.mailjet.received).toHaveLength(3));
    hold.release();
    await Promise.all(sends);
    expect(scene.clock.pendingTimers()).toBe(0);
  });

  it("goes on with the last good pair when the new one is bad, and tries the new one again after a minute", async () => {
    const scene = await startScene();
    await send(scene.factory);
    scene.store.set("prod/mailjet", OTHER);
    await scene.factory.refresh();
    expect(await codeOf(send(scene.factory))).toBe("sent");
    expect(scene.factory.status()).toMatchObject({ state: "degraded", lastErrorCode: "CREDENTIALS_REJECTED" });
    expect((await scene.factory.credentials()).apiKey()).toBe(OLD.apiKey);
    expect(await codeOf(send(scene.factory))).toBe("sent");
    expect(statuses(scene.mailjet)).toEqual([200, 401, 200, 200]);
    scene.mailjet.addKey(OTHER);
    await scene.clock.advance(60_000);
    await send(scene.factory);
    await send(scene.factory);
    expect(scene.mailjet.received.at(-1)?.apiKey).toBe(OTHER.apiKey);
    expect(scene.factory.status().state).toBe("fresh");
  });

  it("does not go back to a pair that Mailjet accepted longer ago than expireAfterMs", async () => {
    const scene = await startScene({ rotationGraceMs: 0, expireAfterMs: 10_000 });
    await send(scene.factory);
    scene.store.set("prod/mailjet", OTHER);
    await scene.clock.advance(10_000);
    expect(await codeOf(send(scene.factory))).toBe("CREDENTIALS_REJECTED");
    expect(statuses(scene.mailjet)).toEqual([200, 401]);
  });

  it("holds a thousand requests at most and tells the next one to come again", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    const first = codeOf(send(scene.factory));
    await eventually(() => expect(scene.clock.pendingTimers()).toBeGreaterThan(0));
    const held = Array.from({ length: 999 }, () => codeOf(send(scene.factory)));
    await scene.clock.settle();
    await expect(send(scene.factory)).rejects.toMatchObject({ code: "CREDENTIALS_REJECTED", retryable: true });
    publish(scene);
    await scene.clock.advance(1_000);
    expect(new Set(await Promise.all([first, ...held]))).toEqual(new Set(["sent"]));
    expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(1);
  });

  it("counts requests that are rejected together as one rejection, so that the probe comes after a minute", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    await send(scene.factory);
    const hold = scene.mailjet.hold();
    reset(scene);
    const sends = Array.from({ length: 20 }, () => codeOf(send(scene.factory)));
    await eventually(() => expect(scene.mailjet.received).toHaveLength(21));
    hold.release();
    expect(new Set(await Promise.all(sends))).toEqual(new Set(["CREDENTIALS_REJECTED"]));
    await scene.clock.advance(60_000);
    await codeOf(send(scene.factory));
    expect(scene.mailjet.received).toHaveLength(22);
  });

  it("F22 loses nothing when a wrong secret is pasted first and corrected seconds later", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    scene.store.set("prod/mailjet", OTHER);
    const held = codeOf(send(scene.factory));
    await eventually(() => expect(statuses(scene.mailjet)).toEqual([200, 401, 401]));
    const later = codeOf(send(scene.factory));
    await eventually(() => expect(scene.clock.pendingTimers()).toBeGreaterThan(0));
    await scene.clock.advance(3_000);
    publish(scene);
    await scene.clock.advance(3_000);
    expect([await held, await later]).toEqual(["sent", "sent"]);
    expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(2);
  });

  it("tries an unproven pair with one request however long the store took to give it", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    scene.store.set("prod/mailjet", OTHER);
    const release = scene.store.hold();
    const sends = Array.from({ length: 300 }, () => codeOf(send(scene.factory)));
    await eventually(() => expect(scene.store.heldReads).toBe(1));
    await scene.clock.advance(2_500);
    release();
    expect(new Set(await Promise.all(sends))).toEqual(new Set(["CREDENTIALS_REJECTED"]));
    expect(scene.mailjet.received.length).toBeLessThanOrEqual(2);
  });

  it("tries the pair that ends a hold with one request, so that a wrong one costs one 401", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    const sends = Array.from({ length: 100 }, () => codeOf(send(scene.factory)));
    await eventually(() => expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(100));
    await scene.clock.advance(5_000);
    scene.store.set("prod/mailjet", OTHER);
    await scene.clock.advance(3_000);
    await eventually(() => expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(101));
    await scene.clock.advance(3_000);
    expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(101);
    publish(scene);
    await scene.clock.advance(3_000);
    expect(new Set(await Promise.all(sends))).toEqual(new Set(["sent"]));
  });

  it("does not take a 200 to a request from before the reset for a word about the pair now", async () => {
    const scene = await startScene();
    await send(scene.factory);
    const hold = scene.mailjet.hold("/v3.1/send");
    const slow = codeOf(send(scene.factory));
    await eventually(() => expect(scene.mailjet.received).toHaveLength(2));
    reset(scene);
    const held = scene.factory.get("sender").request();
    await eventually(() => expect(scene.clock.pendingTimers()).toBeGreaterThan(0));
    hold.release();
    expect(await slow).toBe("sent");
    await scene.clock.advance(2_000);
    publish(scene);
    await scene.clock.advance(3_000);
    await held;
    expect(statuses(scene.mailjet).filter((status) => status === 401)).toHaveLength(1);
  });

  it.each([429, 503])("does not take a %d, which nobody logged in for, for proof of a pair", async (status) => {
    const scene = await startScene({ rotationGraceMs: 0, mailjet: { rateLimitRetries: 0 } });
    scene.store.set("prod/mailjet", OTHER);
    scene.mailjet.fail({ kind: "status", status, times: 1 });
    await expect(send(scene.factory)).rejects.toMatchObject({ statusCode: status });
    await Promise.all(Array.from({ length: 50 }, () => codeOf(send(scene.factory))));
    expect(statuses(scene.mailjet)).toEqual([status, 401]);
  });

  it("gives kept promises again after a rotation, as before it", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    publish(scene);
    await send(scene.factory);
    expect(scene.factory.credentials()).toBe(scene.factory.credentials());
  });

  it("lets no pair stand in longer than expireAfterMs after the store gave it, however much is sent with it", async () => {
    const scene = await startScene({ rotationGraceMs: 0, refreshAfterMs: 10_000, expireAfterMs: 60_000 });
    await send(scene.factory);
    scene.store.set("prod/mailjet", OTHER);
    await scene.factory.refresh();
    for (let second = 0; second < 50; second += 10) {
      expect(await codeOf(send(scene.factory))).toBe("sent");
      await scene.clock.advance(10_000);
    }
    await scene.clock.advance(10_000);
    await codeOf(send(scene.factory));
    expect(await codeOf(send(scene.factory))).toBe("CREDENTIALS_REJECTED");
  });

  it("holds requests through a store that fails just then", async () => {
    const scene = await startScene({ expireAfterMs: 0 });
    await send(scene.factory);
    reset(scene);
    const hold = scene.mailjet.hold();
    const held = codeOf(send(scene.factory));
    await eventually(() => expect(scene.mailjet.received).toHaveLength(2));
    scene.store.fail("ACCESS_DENIED", 2);
    hold.release();
    await eventually(() => expect(scene.clock.pendingTimers()).toBeGreaterThan(0));
    publish(scene);
    await scene.clock.advance(3_000);
    expect(await held).toBe("sent");
  });

  it("lets SMTP not stop a pair that the API accepts", async () => {
    const scene = await startScene();
    await send(scene.factory);
    const smtp = Object.assign(new Error("535 authentication failed"), { code: "EAUTH", responseCode: 535 });
    await expect(scene.factory.withCredentials(() => Promise.reject(smtp))).rejects.toBe(smtp);
    expect(await codeOf(send(scene.factory))).toBe("sent");
    expect(scene.store.readCount).toBe(2);
  });

  it("runs SMTP once more with the pair that is new in the store", async () => {
    const scene = await startScene();
    await send(scene.factory);
    publish(scene);
    const secrets: string[] = [];
    const sent = await scene.factory.withCredentials((pair) => {
      secrets.push(pair.apiSecret());
      if (secrets.length === 1) throw Object.assign(new Error("535"), { responseCode: 535 });
      return "sent";
    });
    expect([sent, secrets]).toEqual(["sent", [OLD.apiSecret, NEW.apiSecret]]);
  });

  it("does not say that Mailjet refused what only the application's own code has met", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    const smtp = Object.assign(new Error("535"), { responseCode: 535 });
    const error = await scene.factory.withCredentials(() => Promise.reject(smtp)).catch((failure: Error) => failure);
    expect(String(error)).toMatch(/^SecretsError: The code inside withCredentials\(\) met a refused login/);
  });

  it("sends what the caller's object held when request() was called, however long it waited", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    const body = structuredClone(MAIL);
    const held = scene.factory.post("send", { version: "v3.1" }).request(body);
    const [message] = body.Messages;
    if (message !== undefined) message.To = [{ Email: "bob@example.org" }];
    await eventually(() => expect(scene.clock.pendingTimers()).toBeGreaterThan(0));
    publish(scene);
    await scene.clock.advance(1_000);
    await held;
    expect(scene.mailjet.messages.at(-1)?.to).toEqual(["ann@example.org"]);
  });

  it("refuses a stream, which could be sent once only", async () => {
    const scene = await startScene();
    const stream = { pipe: () => {} } as never;
    await expect(scene.factory.post("contactslist").id(1).action("csvdata").request(stream)).rejects.toThrow(TypeError);
  });

  it("remembers the last eight rejected pairs and tries an older one again", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    const wrong = (number: number): typeof OLD => ({ ...OTHER, apiSecret: `${String(number).repeat(32).slice(1)}f` });
    const publishAndSend = async (number: number): Promise<number> => {
      scene.store.set("prod/mailjet", wrong(number));
      await scene.factory.refresh();
      await codeOf(send(scene.factory));
      return scene.mailjet.received.length;
    };
    for (let number = 0; number < 9; number += 1) expect(await publishAndSend(number)).toBe(number + 1);
    expect(await publishAndSend(8)).toBe(9);
    expect(await publishAndSend(0)).toBe(10);
  });

  it("takes any answer but 401 as proof of the pair: requests then go side by side", async () => {
    const scene = await startScene();
    await expect(scene.factory.post("send", { version: "v3.1" }).request({ Messages: [] })).rejects.toThrow();
    const hold = scene.mailjet.hold();
    const sends = [send(scene.factory), send(scene.factory)];
    await eventually(() => expect(scene.mailjet.received).toHaveLength(3));
    hold.release();
    await Promise.all(sends);
  });

  it("passes on a rejection that the client inside withCredentials reports, and judges nothing twice", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    scene.store.set("prod/mailjet", OTHER);
    expect(await codeOf(scene.factory.withCredentials(() => send(scene.factory)))).toBe("CREDENTIALS_REJECTED");
    expect(scene.store.readCount).toBe(2);
    expect(scene.mailjet.received).toHaveLength(1);
  });

  it("does not read the store for a suspended key, which no new secret helps", async () => {
    const scene = await startScene();
    await send(scene.factory);
    scene.mailjet.suspend(OLD.apiKey);
    expect(await codeOf(send(scene.factory))).toBe("ACCOUNT_SUSPENDED");
    expect(await codeOf(send(scene.factory))).toBe("ACCOUNT_SUSPENDED");
    expect(scene.store.readCount).toBe(1);
    expect(scene.mailjet.received).toHaveLength(2);
  });

  it("replays a request whose 401 comes after the pair was changed, and rejects nothing", async () => {
    const scene = await startScene();
    await send(scene.factory);
    const hold = scene.mailjet.hold();
    reset(scene);
    const late = send(scene.factory);
    await eventually(() => expect(scene.mailjet.received).toHaveLength(2));
    publish(scene);
    await scene.factory.refresh();
    hold.release();
    await late;
    expect(scene.factory.status().state).toBe("fresh");
    expect(scene.store.readCount).toBe(2);
  });

  it("E01 lists the likely causes of a refusal, swapped halves first, with Mailjet's own words, and swaps nothing itself", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    scene.store.set("prod/mailjet", { apiKey: OLD.apiSecret, apiSecret: OLD.apiKey });
    const error = (await send(scene.factory).catch((failure: unknown) => failure)) as SecretsError;
    expect(error).toMatchObject({
      code: "CREDENTIALS_REJECTED",
      statusCode: 401,
      ErrorCode: "mj-0015",
      retryable: false,
    });
    expect(error.message).toMatch(/swapped/);
    expect(error.message).toMatch(/Mailjet refused/);
  });

  it.each([
    ["a 200", { mixedStatus: 200 }, 200],
    ["an error", {}, 403],
  ])("E15 leaves the pair alone when single messages fail inside %s, and passes on which", async (_, mixed, status) => {
    const scene = await startScene({ emulator: { keys: [{ ...OLD, senders: ["shop@example.com"] }], ...mixed } });
    const [good] = MAIL.Messages;
    const foreign = { ...good, From: { Email: "someone@else.example" } };
    const result = await scene.factory
      .post("send", { version: "v3.1" })
      .request({ Messages: [good, foreign] } as never)
      .catch((error: unknown) => error);
    const body = (result as { body?: unknown; response: { data: unknown } }).response.data as {
      Messages: { Status: string }[];
    };
    expect(body.Messages.map((message) => message.Status)).toEqual(["success", "error"]);
    expect(statuses(scene.mailjet)).toEqual([status]);
    expect(scene.store.readCount).toBe(1);
    expect(scene.factory.status().state).toBe("fresh");
  });

  it("E08 leaves the pair alone after a 429 with an HTML body", async () => {
    const scene = await startScene({ mailjet: { rateLimitRetries: 0 } });
    scene.mailjet.fail({ kind: "status", status: 429, body: "html" });
    await expect(send(scene.factory)).rejects.toMatchObject({ statusCode: 429 });
    expect(scene.store.readCount).toBe(1);
    expect(scene.factory.status().state).toBe("fresh");
  });

  it("never sends a mail again after a reset or an answer that did not come, which may have been delivered", async () => {
    const scene = await startScene({ mailjet: { timeoutMs: 200 } });
    await send(scene.factory);
    scene.mailjet.fail({ kind: "reset", times: 1, afterProcessing: true });
    await expect(send(scene.factory)).rejects.toMatchObject({ code: "ECONNRESET" });
    scene.mailjet.fail({ kind: "hang", times: 1, afterProcessing: true });
    await expect(send(scene.factory)).rejects.toMatchObject({ code: "ECONNABORTED" });
    expect(scene.mailjet.messages).toHaveLength(3);
    expect(scene.store.readCount).toBe(1);
  });

  it("ends the wait of a held request when the factory closes", async () => {
    const scene = await startScene();
    await send(scene.factory);
    reset(scene);
    const held = codeOf(send(scene.factory));
    await eventually(() => expect(scene.clock.pendingTimers()).toBeGreaterThan(0));
    await scene.factory.close();
    expect(await held).toBe("CLOSED");
    expect(scene.clock.pendingTimers()).toBe(0);
  });
});
