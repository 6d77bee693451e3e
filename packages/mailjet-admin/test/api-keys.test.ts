import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { adminOf, failureOf, MAIN, SHOP, startMailjet } from "./support/mailjet.ts";

const BIG = 2n ** 60n + 1n;

describe("listing keys", () => {
  it("gives a primary key all keys of the account, and a sub-account itself", async () => {
    const mailjet = await startMailjet();
    const keys = await adminOf(mailjet).listApiKeys();
    expect(keys.map(({ name, isMaster, isActive, runlevel }) => [name, isMaster, isActive, runlevel])).toEqual([
      ["main", true, true, "Normal"],
      ["shop", false, true, "Normal"],
    ]);
    expect(keys.map((key) => key.apiKey())).toEqual([MAIN.apiKey, SHOP.apiKey]);
    expect(keys[0]?.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/);
    expect((await adminOf(mailjet, { pair: SHOP }).listApiKeys()).map(({ name }) => name)).toEqual(["shop"]);
  });

  it("keeps numbers beyond 2^53 exactly, and finds the key again by them", async () => {
    const mailjet = await startMailjet({ firstId: BIG });
    const admin = adminOf(mailjet);
    const made = await admin.createApiKey({ name: "new" });
    expect(made.id).toBe(mailjet.keys()[2]?.id);
    expect(BigInt(made.id)).toBeGreaterThan(BIG);
    expect(await admin.updateApiKey(made.id, { isActive: false })).toEqual({ changed: true });
    expect(mailjet.keys().map(({ isActive }) => isActive)).toEqual([true, true, false]);
  });

  it("reads on until the last of more than a thousand, also if the last page is full", async () => {
    for (const [count, requests] of [
      [2_000, 3],
      [2_345, 3],
      [7, 1],
    ] as const) {
      const mailjet = await startMailjet();
      for (let number = mailjet.keys().length; number < count; number += 1) {
        mailjet.addKey({ ...SHOP, apiKey: number.toString(16).padStart(32, "0"), name: `key ${number}` });
      }
      const keys = await adminOf(mailjet).listApiKeys();
      expect(new Set(keys.map(({ id }) => id)).size).toBe(count);
      expect(mailjet.received.map(({ query }) => [query["Limit"], query["Offset"]])).toEqual(
        Array.from({ length: requests }, (_, page) => ["1000", String(Math.min(page * 1_000, count))]),
      );
    }
  });
});

describe("finding a key", () => {
  it("asks for that key only", async () => {
    const mailjet = await startMailjet();
    expect(await adminOf(mailjet).findApiKey(SHOP.apiKey)).toMatchObject({ name: "shop" });
    expect(mailjet.received.map(({ query }) => query["APIKey"])).toEqual([SHOP.apiKey]);
  });

  it("finds nothing where the key is not to be seen", async () => {
    const mailjet = await startMailjet();
    expect(await adminOf(mailjet, { pair: SHOP }).findApiKey(MAIN.apiKey)).toBeUndefined();
    await expect(adminOf(mailjet).findApiKey(" ")).rejects.toThrow(TypeError);
  });
});

describe("making a key", () => {
  it("gives the pair, which works, and is one more sub-account", async () => {
    const mailjet = await startMailjet();
    const made = await adminOf(mailjet).createApiKey({ name: "shop 2" });
    expect(made).toMatchObject({ name: "shop 2", isActive: true, isMaster: false });
    expect(mailjet.keys().at(-1)).toMatchObject({
      id: made.id,
      apiKey: made.pair.apiKey(),
      apiSecret: made.pair.apiSecret(),
    });
    expect(await adminOf(mailjet, { credentials: made.pair }).countSenders()).toBe(0);
  });

  it("is denied, in Mailjet's words, to a sub-account and beyond the number that is allowed", async () => {
    const mailjet = await startMailjet({ maximumKeys: 2 });
    await expect(adminOf(mailjet).createApiKey({ name: "new" })).rejects.toMatchObject({
      code: "ACCESS_DENIED",
      provider: "mailjet",
      message: expect.stringContaining('"No further API key is allowed."'),
      hint: expect.stringContaining("MaxAllowedAPIKeys"),
    });
    await expect(adminOf(mailjet, { pair: SHOP }).createApiKey({ name: "new" })).rejects.toMatchObject({
      code: "ACCESS_DENIED",
      hint: expect.stringContaining("primary key"),
    });
    expect(mailjet.keys()).toHaveLength(2);
  });

  it.each(["reset", "hang", "status", "garbage"] as const)(
    "is tried once only when the answer is lost (%s), and says that the key may be there",
    async (kind) => {
      const mailjet = await startMailjet();
      const status = kind === "status" ? { status: 502, body: "html" } : {};
      mailjet.fail({ kind, ...status, afterProcessing: true, method: "POST", times: 1 } as never);
      const clock = fakeClock();
      const failure = failureOf(adminOf(mailjet, { clock }).createApiKey({ name: "new" }));
      while (mailjet.received.length === 0) await clock.settle();
      if (kind === "hang") await clock.advance(10_000);
      const error = await failure;
      const code = { reset: "UNAVAILABLE", hang: "TIMEOUT", status: "UNAVAILABLE", garbage: "UNEXPECTED_RESPONSE" }[
        kind
      ];
      expect(error).toMatchObject({ code, hint: expect.stringContaining("look before doing it again") });
      expect(mailjet.keys()).toHaveLength(3);
      expect(mailjet.received).toHaveLength(1);
    },
  );

  it("wants a name", async () => {
    const mailjet = await startMailjet();
    await expect(adminOf(mailjet).createApiKey({ name: "" })).rejects.toThrow(TypeError);
    await expect(adminOf(mailjet).createApiKey({} as { name: string })).rejects.toThrow(TypeError);
    expect(mailjet.received).toEqual([]);
  });
});

describe("changing a key", () => {
  it("tells whether it changed anything: 304 is no failure", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet);
    const id = mailjet.keys()[1]?.id ?? "";
    expect(await admin.updateApiKey(id, { isActive: false, name: "old shop" })).toEqual({ changed: true });
    expect(await admin.updateApiKey(id, { isActive: false })).toEqual({ changed: false });
    expect(mailjet.keys()[1]).toMatchObject({ isActive: false, name: "old shop" });
    expect(await admin.updateApiKey(id, { isActive: true })).toEqual({ changed: true });
    expect(mailjet.received.map(({ method, path, status }) => [method, path, status])).toEqual([
      ["PUT", `/v3/REST/apikey/${id}`, 200],
      ["PUT", `/v3/REST/apikey/${id}`, 304],
      ["PUT", `/v3/REST/apikey/${id}`, 200],
    ]);
  });

  it("does not take a page, nothing, or half an answer for a change", async () => {
    const mailjet = await startMailjet();
    for (const body of ["html", "empty", "cut"] as const) {
      mailjet.fail({ kind: "garbage", body, method: "PUT", times: 1 });
      const call = adminOf(mailjet).updateApiKey(mailjet.keys()[1]?.id ?? "", { isActive: false });
      await expect(call).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
    }
  });

  it("sends nothing for an id that is no number, or for no change", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet);
    for (const id of ["", "../user", "1/2", "1?a=b", " 1", "-1", "1e3", 5 as unknown as string]) {
      await expect(admin.updateApiKey(id, { isActive: false })).rejects.toThrow(TypeError);
    }
    await expect(admin.updateApiKey("1", {})).rejects.toThrow(TypeError);
    expect(mailjet.received).toEqual([]);
  });

  it("says which key is not there", async () => {
    const mailjet = await startMailjet();
    await expect(adminOf(mailjet).updateApiKey("999", { isActive: false })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("999"),
    });
  });
});
