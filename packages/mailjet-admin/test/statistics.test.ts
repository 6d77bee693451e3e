import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { adminOf, MAIN, SHOP, send, startMailjet } from "./support/mailjet.ts";

const HOUR_MS = 3_600_000;
const NOTHING = {
  total: 0,
  sent: 0,
  queued: 0,
  deferred: 0,
  blocked: 0,
  hardBounced: 0,
  softBounced: 0,
  spam: 0,
  opened: 0,
  clicked: 0,
  unsubscribed: 0,
};

describe("counters", () => {
  it("are those of the key that asks, oldest first, with every number in its place", async () => {
    const clock = fakeClock();
    const mailjet = await startMailjet({ clock });
    const start = clock.now();
    mailjet.seedCounters(SHOP.apiKey, [
      { at: start + 2 * HOUR_MS, Total: 3, MessageSentCount: 3 },
      {
        at: start,
        Total: 1,
        MessageSentCount: 2,
        MessageQueuedCount: 3,
        MessageDeferredCount: 4,
        MessageBlockedCount: 5,
        MessageHardBouncedCount: 6,
        MessageSoftBouncedCount: 7,
        MessageSpamCount: 8,
        MessageOpenedCount: 9,
        MessageClickedCount: 10,
        MessageUnsubscribedCount: 11,
      },
    ]);
    expect(await adminOf(mailjet, { pair: SHOP }).counters({ resolution: "hour" })).toEqual([
      {
        at: start,
        total: 1,
        sent: 2,
        queued: 3,
        deferred: 4,
        blocked: 5,
        hardBounced: 6,
        softBounced: 7,
        spam: 8,
        opened: 9,
        clicked: 10,
        unsubscribed: 11,
      },
      { ...NOTHING, at: start + 2 * HOUR_MS, total: 3, sent: 3 },
    ]);
    expect(await adminOf(mailjet).counters({ resolution: "hour" })).toEqual([]);
  });

  it.each([
    ["highest", "Highest", 5 * 60_000],
    ["hour", "Hour", HOUR_MS],
    ["day", "Day", 24 * HOUR_MS],
  ] as const)("come by periods: %s", async (resolution, word, lengthMs) => {
    const clock = fakeClock();
    const mailjet = await startMailjet({ clock });
    const at = clock.now() + 50 * HOUR_MS + 7 * 60_000;
    mailjet.seedCounters(MAIN.apiKey, [{ at, Total: 1 }]);
    const rows = await adminOf(mailjet).counters({ resolution });
    expect(rows).toEqual([{ ...NOTHING, at: Math.floor(at / lengthMs) * lengthMs, total: 1 }]);
    expect(mailjet.received[0]?.query).toMatchObject({
      CounterSource: "APIKey",
      CounterTiming: "Message",
      CounterResolution: word,
    });
  });

  it("of the whole life come without a time, and are asked for without a period", async () => {
    const mailjet = await startMailjet();
    mailjet.seedCounters(MAIN.apiKey, [
      { at: 0, Total: 1 },
      { at: HOUR_MS, Total: 1 },
    ]);
    const rows = await adminOf(mailjet).counters({ resolution: "lifetime", from: 5, to: 6 });
    expect(rows).toEqual([{ ...NOTHING, total: 2 }]);
    expect(rows[0]).not.toHaveProperty("at");
    expect(Object.keys(mailjet.received[0]?.query ?? {})).not.toEqual(expect.arrayContaining(["FromTS"]));
  });

  it("are asked for by seconds that leave nothing of the period out", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet);
    await admin.counters({ resolution: "day", from: 1_767_225_600_999, to: 1_767_229_200_001 });
    await admin.countMessages({ from: 1_767_225_600_999 });
    expect(mailjet.received[0]?.query).toMatchObject({ FromTS: "1767225600", ToTS: "1767229201" });
    expect(mailjet.received[1]?.query).toMatchObject({ FromTS: "1767225600" });
    expect(mailjet.received[1]?.query).not.toHaveProperty("ToTS");
  });

  it("come in full, however many", async () => {
    const mailjet = await startMailjet();
    mailjet.seedCounters(
      MAIN.apiKey,
      Array.from({ length: 2_500 }, (_, hour) => ({ at: hour * HOUR_MS, Total: 1 })),
    );
    const rows = await adminOf(mailjet).counters({ resolution: "hour" });
    expect(rows.map(({ at }) => at)).toEqual(Array.from({ length: 2_500 }, (_, hour) => hour * HOUR_MS));
  });

  it("are not asked for by times or periods that are none", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet);
    await expect(admin.counters({ resolution: "minute" as "hour" })).rejects.toThrow(TypeError);
    await expect(admin.counters({ resolution: "hour", from: Number.NaN })).rejects.toThrow(TypeError);
    await expect(admin.countMessages({ from: 0, to: Number.POSITIVE_INFINITY })).rejects.toThrow(TypeError);
    expect(mailjet.received).toEqual([]);
  });
});

describe("the number of messages", () => {
  it("is that of the period and of the key, also of one that was made a moment ago, without anything of a message", async () => {
    const clock = fakeClock();
    const mailjet = await startMailjet({ clock, metaSenders: ["*@example.com"] });
    const made = await adminOf(mailjet).createApiKey({ name: "new" });
    await send(mailjet, made.pair, 2);
    await clock.advance(HOUR_MS);
    await send(mailjet, made.pair, 3);
    const admin = adminOf(mailjet, { credentials: made.pair });
    expect(await admin.countMessages({ from: 0 })).toBe(5);
    expect(await admin.countMessages({ from: clock.now() })).toBe(3);
    expect(await admin.countMessages({ from: 0, to: clock.now() - 1_000 })).toBe(2);
    expect(await adminOf(mailjet).countMessages({ from: 0 })).toBe(0);
    expect(mailjet.received.at(-1)?.query["countOnly"]).toBe("1");
    expect(await admin.counters({ resolution: "hour" })).toMatchObject([
      { total: 2, sent: 2 },
      { total: 3, sent: 3 },
    ]);
  });
});
