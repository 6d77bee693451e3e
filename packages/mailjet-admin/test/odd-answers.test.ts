import { describe, expect, it } from "vitest";
import { resourceCalls } from "../src/account-resources.ts";
import { adminError } from "../src/admin-error.ts";
import { apiKeyCalls } from "../src/api-keys.ts";
import { redactorOf } from "../src/redactor.ts";
import type { AdminRequest, Session } from "../src/session.ts";
import { statisticsCalls } from "../src/statistics.ts";
import { MAIN, pairOf, SHOP } from "./support/mailjet.ts";

const KEY = { ID: 5, APIKey: SHOP.apiKey, Name: "shop", IsActive: true, IsMaster: false, Runlevel: "Normal" };

/** A Mailjet that answers what no Mailjet should. */
function answering(...bodies: readonly object[]): Session & { readonly requests: AdminRequest[] } {
  const requests: AdminRequest[] = [];
  return {
    requests,
    call: async (request) => {
      requests.push(request);
      return { status: 200, isEmpty: false, body: { ...bodies[Math.min(requests.length, bodies.length) - 1] } };
    },
    useless: (_, reason) => adminError("UNEXPECTED_RESPONSE", reason),
    redactor: redactorOf(pairOf(MAIN)),
    serverTime: () => undefined,
    close: async () => {},
  };
}

const rows = (...Data: readonly object[]): object => ({ Count: Data.length, Data, Total: Data.length });

describe("an answer of 200", () => {
  it.each([
    ["another key", rows({ ...KEY, ID: 6, IsActive: false })],
    ["the key as it was", rows(KEY)],
    ["no key", rows()],
    ["no rows", { Count: 1 }],
    ["an error", { ErrorMessage: "Nothing was done.", StatusCode: 400 }],
  ])("with %s is no deactivation", async (_, body) => {
    const call = apiKeyCalls(answering(body)).updateApiKey("5", { isActive: false });
    await expect(call).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
  });

  it.each([
    ["no secret", rows(KEY)],
    ["an empty secret", rows({ ...KEY, SecretKey: "" })],
    ["no key", rows({ ...KEY, APIKey: undefined, SecretKey: SHOP.apiSecret })],
    ["two keys", rows({ ...KEY, SecretKey: SHOP.apiSecret }, { ...KEY, SecretKey: SHOP.apiSecret })],
    ["no row", rows()],
  ])("with %s is no new key", async (_, body) => {
    const call = apiKeyCalls(answering(body)).createApiKey({ name: "new" });
    await expect(call).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
  });

  it("with all keys, whatever was searched for, does not make another key the one", async () => {
    const other = { ...KEY, ID: 6, APIKey: MAIN.apiKey };
    expect(await apiKeyCalls(answering(rows(other, KEY))).findApiKey(SHOP.apiKey)).toMatchObject({ id: "5" });
    expect(await apiKeyCalls(answering(rows(other))).findApiKey(SHOP.apiKey)).toBeUndefined();
  });

  it.each([
    ["ID", {}],
    ["ID", { ID: 1.5 }],
    ["ID", { ID: 2 ** 60 }],
    ["ID", { ID: "five" }],
    ["IsActive", { IsActive: "true" }],
    ["IsMaster", { IsMaster: undefined }],
    ["Name", { Name: 5 }],
    ["APIKey", { APIKey: "" }],
  ])("with a row whose %s is wrong is no list", async (name, wrong) => {
    const row = name === "ID" && Object.keys(wrong).length === 0 ? { ...KEY, ID: undefined } : { ...KEY, ...wrong };
    const call = apiKeyCalls(answering(rows(row))).listApiKeys();
    await expect(call).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE", message: expect.stringContaining(name) });
  });

  it.each([{ Data: {} }, { Data: "" }, { Data: [5] }, { Count: 0 }, { Data: null }])(
    "with %j is no empty list",
    async (body) => {
      const calls = resourceCalls(answering(body));
      await expect(calls.listSenders()).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
    },
  );

  it("with the same thousand rows again and again is no endless list", async () => {
    const page = rows(...Array.from({ length: 1_000 }, (_, ID) => ({ ID, Email: "", Status: "Active" })));
    const session = answering(page);
    await expect(resourceCalls(session).listSenders()).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
    expect(session.requests).toHaveLength(2);
  });

  it("with fewer rows than asked for and a larger Total is continued", async () => {
    const row = (ID: number): object => ({ ID, Email: `${ID}@example.com`, Status: "Active" });
    const session = answering({ Data: [row(1), row(2)], Total: 3 }, { Data: [row(3)], Total: "3" });
    expect(await resourceCalls(session).listSenders()).toHaveLength(3);
    expect(session.requests.map(({ path }) => path)).toEqual([
      "/v3/REST/sender?Limit=1000&Offset=0",
      "/v3/REST/sender?Limit=1000&Offset=2",
    ]);
  });

  it("ends a list at an empty page, whatever Total says", async () => {
    const session = answering({ Data: [{ ID: 1, Email: "", Status: "" }], Total: 9 }, { Data: [], Total: 9 });
    expect(await resourceCalls(session).listSenders()).toHaveLength(1);
  });

  it.each([{}, { Count: "many" }, { Count: -1 }, { Total: 1.5 }])("with %j is no number of senders", async (body) => {
    await expect(resourceCalls(answering(body)).countSenders()).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
  });

  it("may give counts and numbers as texts, and times without a zone", async () => {
    expect(await resourceCalls(answering({ Count: "12" })).countSenders()).toBe(12);
    const row = { Timeslice: "2026-01-02T03:00:00", Total: "7", MessageSentCount: 6 };
    const counters = await statisticsCalls(answering(rows(row))).counters({ resolution: "hour" });
    expect(counters).toMatchObject([{ at: Date.UTC(2026, 0, 2, 3), total: 7, sent: 6, blocked: 0 }]);
  });

  it.each([{ Timeslice: "" }, { Timeslice: "yesterday" }, { Total: "many" }, { MessageSentCount: -1 }])(
    "with %j is no counter",
    async (wrong) => {
      const row = { Timeslice: "2026-01-02T03:00:00Z", Total: 7, ...wrong };
      const call = statisticsCalls(answering(rows(row))).counters({ resolution: "hour" });
      await expect(call).rejects.toMatchObject({ code: "UNEXPECTED_RESPONSE" });
    },
  );

  it("sorts counters that came in another order", async () => {
    const row = (hour: number): object => ({ Timeslice: `2026-01-02T0${hour}:00:00Z`, Total: hour });
    const counters = await statisticsCalls(answering(rows(row(3), row(1), row(2)))).counters({ resolution: "hour" });
    expect(counters.map(({ total }) => total)).toEqual([1, 2, 3]);
  });
});
