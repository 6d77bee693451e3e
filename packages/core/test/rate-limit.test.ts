import { describe, expect, it } from "vitest";
import { eventually } from "./support/eventually.ts";
import { send, startScene, statuses } from "./support/scene.ts";

describe("a request that Mailjet throttles", () => {
  it.each([
    ["a second where Mailjet names no time", {}, 1_000],
    ["the 3 s that Retry-After says", { retryAfterSeconds: 3 }, 3_000],
    ["the 10 s that Retry-After says", { retryAfterSeconds: 10 }, 10_000],
  ])("is sent once more, after %s", async (_, retryAfter, delayMs) => {
    const scene = await startScene();
    scene.mailjet.fail({ kind: "status", status: 429, times: 1, ...retryAfter });
    const sent = send(scene.factory);
    await eventually(() => expect(statuses(scene.mailjet)).toEqual([429]));
    await eventually(() => expect(scene.clock.pendingTimers()).toBe(1));
    await scene.clock.advance(delayMs - 1);
    expect(statuses(scene.mailjet)).toEqual([429]);
    await scene.clock.advance(1);
    expect((await sent).response.status).toBe(200);
    expect(scene.mailjet.messages).toHaveLength(1);
    expect(scene.store.readCount).toBe(1);
  });

  it("E08 is sent once more after an HTML page, and never twice more", async () => {
    const scene = await startScene();
    scene.mailjet.fail({ kind: "status", status: 429, body: "html" });
    const sent = send(scene.factory);
    sent.catch(() => {});
    await eventually(() => expect(scene.clock.pendingTimers()).toBe(1));
    await scene.clock.advance(1_000);
    await expect(sent).rejects.toMatchObject({ statusCode: 429 });
    expect(statuses(scene.mailjet)).toEqual([429, 429]);
  });

  it.each([
    ["Mailjet asks for more than ten seconds", { retryAfterSeconds: 11 }, {}],
    ["rateLimitRetries is 0", {}, { rateLimitRetries: 0 }],
  ])("fails at once when %s", async (_, answer, mailjet) => {
    const scene = await startScene({ mailjet });
    scene.mailjet.fail({ kind: "status", status: 429, times: 1, ...answer });
    await expect(send(scene.factory)).rejects.toMatchObject({ statusCode: 429 });
    expect(statuses(scene.mailjet)).toEqual([429]);
  });

  it("is sent again with the pair of that moment", async () => {
    const scene = await startScene();
    scene.mailjet.fail({ kind: "status", status: 429, times: 1 });
    const sent = send(scene.factory);
    await eventually(() => expect(scene.clock.pendingTimers()).toBe(1));
    const next = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "0123456789abcdef0123456789abcdef" };
    scene.mailjet.resetSecret(next.apiKey, next.apiSecret);
    scene.store.set("prod/mailjet", next);
    await scene.factory.refresh();
    await scene.clock.advance(1_000);
    await sent;
    expect(statuses(scene.mailjet)).toEqual([429, 200]);
  });

  it("ends its wait with CLOSED when the factory closes", async () => {
    const scene = await startScene();
    scene.mailjet.fail({ kind: "status", status: 429 });
    const sent = send(scene.factory).catch((error: { code?: unknown }) => error.code);
    await eventually(() => expect(scene.clock.pendingTimers()).toBe(1));
    await scene.factory.close();
    expect(await sent).toBe("CLOSED");
    expect(scene.clock.pendingTimers()).toBe(0);
  });
});

describe("a connection that is cut", () => {
  const cut = async (scene: Awaited<ReturnType<typeof startScene>>): Promise<unknown> => {
    scene.mailjet.fail({ kind: "reset", times: 1 });
    return send(scene.factory).catch((error: unknown) => error);
  };

  it("within an hour after a refused login has the hint that the address may be blocked", async () => {
    const scene = await startScene({ rotationGraceMs: 0 });
    const wrong = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "0123456789abcdef0123456789abcdef" };
    scene.store.set("prod/mailjet", wrong);
    await expect(send(scene.factory)).rejects.toMatchObject({ code: "CREDENTIALS_REJECTED" });
    scene.mailjet.resetSecret(wrong.apiKey, wrong.apiSecret);
    await scene.clock.advance(60_000);
    const error = await cut(scene);
    expect(error).toMatchObject({ code: "ECONNRESET", hint: expect.stringContaining("blocked") });
    expect((error as Error).message).toContain("blocked");
    await scene.clock.advance(3_600_000);
    expect(await cut(scene)).not.toHaveProperty("hint");
  });

  it("has no such hint where no login was refused", async () => {
    const error = await cut(await startScene());
    expect(error).toMatchObject({ code: "ECONNRESET" });
    expect(error).not.toHaveProperty("hint");
  });
});
