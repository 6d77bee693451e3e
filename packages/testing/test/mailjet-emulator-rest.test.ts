import type { Client } from "node-mailjet";
import { describe, expect, it } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
import type { MailjetEmulator } from "../src/mailjet-emulator.ts";
import {
  API_KEY,
  API_SECRET,
  basic,
  call,
  callJson,
  mail,
  nodeMailjet,
  OTHER_SECRET,
} from "./support/mailjet-calls.ts";
import { startEmulator } from "./support/start-emulator.ts";

const SUB_KEY = "ffffeeeeddddccccbbbbaaaa99998888";
const HOUR_MS = 3_600_000;
const sub = basic(SUB_KEY, OTHER_SECRET);
const keys = [
  { apiKey: API_KEY, apiSecret: API_SECRET, name: "main", isMaster: true },
  { apiKey: SUB_KEY, apiSecret: OTHER_SECRET, name: "shop", senders: ["shop@example.com"] },
];

interface Envelope {
  readonly Count: number;
  readonly Total: number;
  readonly Data: readonly Readonly<Record<string, unknown>>[];
}

async function list(emulator: MailjetEmulator, resource: string, authorization?: string): Promise<Envelope> {
  const path = `/v3/REST/${resource}`;
  return (await callJson(emulator, { path, ...(authorization === undefined ? {} : { authorization }) }))
    .body as Envelope;
}

async function sendMails(client: Client, count: number, changes: Record<string, unknown> = {}): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) {
    await client
      .post("send", { version: "v3.1" })
      .request({ Messages: [mail({ CustomID: `order-${sent}`, ...changes })] });
  }
}

describe("apikey", () => {
  it("lists all keys to the primary key and itself to a sub-key, without secrets", async () => {
    const emulator = await startEmulator({ keys });
    const all = await list(emulator, "apikey");
    expect(all).toMatchObject({
      Count: 2,
      Total: 2,
      Data: [
        { APIKey: API_KEY, IsMaster: true, IsActive: true, Name: "main", Runlevel: "Normal", ID: expect.any(Number) },
        { APIKey: SUB_KEY, IsMaster: false },
      ],
    });
    expect(JSON.stringify(all)).not.toContain(OTHER_SECRET);
    expect((await list(emulator, "apikey", sub)).Data).toMatchObject([{ APIKey: SUB_KEY }]);
    emulator.suspend(SUB_KEY);
    expect((await list(emulator, `apikey?APIKey=${SUB_KEY}`)).Data).toMatchObject([{ Runlevel: "Softlock" }]);
  });

  it("creates a sub-account whose secret is shown this once, which accepts no sender and works after a delay", async () => {
    const clock = fakeClock();
    const emulator = await startEmulator({ keys, clock, newKeyActiveAfterMs: 5_000, metaSenders: ["*@meta.example"] });
    const client = await nodeMailjet(emulator);
    const { response, body } = await client.post("apikey").request({ Name: "new" });
    expect(response.status).toBe(201);
    const [created] = (body as unknown as Envelope).Data;
    expect(created).toMatchObject({ Name: "new", IsActive: true, IsMaster: false });
    const [apiKey, apiSecret] = [String(created?.["APIKey"]), String(created?.["SecretKey"])];
    expect(apiKey).toMatch(/^[0-9a-f]{32}$/);
    expect(apiSecret).toMatch(/^[0-9a-f]{32}$/);
    expect((await list(emulator, `apikey/${String(created?.["ID"])}`)).Data[0]).not.toHaveProperty("SecretKey");

    const authorization = basic(apiKey, apiSecret);
    const from = (Email: string): Promise<{ status: number }> =>
      call(emulator, {
        method: "POST",
        path: "/v3.1/send",
        authorization,
        body: { Messages: [mail({ From: { Email } })] },
      });
    expect((await from("any@meta.example")).status).toBe(401);
    await clock.advance(5_000);
    expect((await from("any@meta.example")).status).toBe(200);
    expect((await from("sender@example.com")).status).toBe(403);
  });

  it("lets only the primary key write, only with a name, and only up to the number of keys that is allowed", async () => {
    const emulator = await startEmulator({ keys, maximumKeys: 3 });
    const create = async (body: unknown, authorization?: string): Promise<number> =>
      (
        await call(emulator, {
          method: "POST",
          path: "/v3/REST/apikey",
          body,
          ...(authorization ? { authorization } : {}),
        })
      ).status;
    expect(await create({ Name: "new" }, sub)).toBe(403);
    expect(await create({})).toBe(400);
    expect(await create({ Name: "new", SecretKey: OTHER_SECRET })).toBe(400);
    expect(await create("{")).toBe(400);
    expect(await create({ Name: "new" })).toBe(201);
    expect(await create({ Name: "one too many" })).toBe(403);
    expect((await list(emulator, "user")).Data).toMatchObject([{ MaxAllowedAPIKeys: 3 }]);
  });

  it("deactivates a key by id, and answers 304 when nothing changes, which node-mailjet takes for an error", async () => {
    const emulator = await startEmulator({ keys });
    const client = await nodeMailjet(emulator);
    const id = Number((await list(emulator, "apikey?Name=shop")).Data[0]?.["ID"]);
    const { response, body } = await client.put("apikey").id(id).request({ IsActive: false });
    expect(response.status).toBe(200);
    expect(body).toMatchObject({ Count: 1, Data: [{ APIKey: SUB_KEY, IsActive: false, Name: "shop" }] });
    expect((await call(emulator, { path: "/v3/REST/sender", authorization: sub })).status).toBe(401);
    await expect(client.put("apikey").id(id).request({ IsActive: false })).rejects.toMatchObject({ statusCode: 304 });
    const unchanged = { method: "PUT", path: `/v3/REST/apikey/${id}`, body: { IsActive: false } };
    expect(await call(emulator, unchanged)).toMatchObject({ status: 304, text: "" });
  });

  it("takes a filter in place of an id, if exactly one key matches", async () => {
    const emulator = await startEmulator({ keys });
    const put = (query: string): Promise<{ status: number }> =>
      call(emulator, { method: "PUT", path: `/v3/REST/apikey${query}`, body: { IsActive: false } });
    expect((await put("?IsActive=true")).status).toBe(400);
    expect((await put("?APIKey=nobody")).status).toBe(404);
    expect((await put("")).status).toBe(405);
    expect((await put(`?APIKey=${SUB_KEY}`)).status).toBe(200);
    expect((await list(emulator, "apikey?IsActive=false")).Data).toMatchObject([{ APIKey: SUB_KEY }]);
  });

  it("cannot delete a key", async () => {
    const emulator = await startEmulator({ keys });
    const id = (await list(emulator, "apikey")).Data[0]?.["ID"];
    expect((await call(emulator, { method: "DELETE", path: `/v3/REST/apikey/${String(id)}` })).status).toBe(405);
  });
});

describe("resources of one key", () => {
  it("creates, changes and deletes webhooks, invisible to other keys", async () => {
    const emulator = await startEmulator({ keys });
    const client = await nodeMailjet(emulator);
    const url = "https://hooks.example.com/mailjet";
    const { body } = await client.post("eventcallbackurl").request({ Url: url, EventType: "sent" });
    expect(body).toMatchObject({ Data: [{ Url: url, EventType: "sent", Status: "alive", IsBackup: false }] });
    const id = Number((body as unknown as Envelope).Data[0]?.["ID"]);
    expect(await list(emulator, "eventcallbackurl", sub)).toEqual({ Count: 0, Data: [], Total: 0 });
    expect((await call(emulator, { path: `/v3/REST/eventcallbackurl/${id}`, authorization: sub })).status).toBe(404);
    await client.put("eventcallbackurl").id(id).request({ Status: "dead" });
    expect((await list(emulator, "eventcallbackurl")).Data).toMatchObject([{ Url: url, Status: "dead" }]);
    const removed = await client.delete("eventcallbackurl").id(id).request();
    expect(removed.response.status).toBe(204);
    expect((await list(emulator, "eventcallbackurl?countOnly=1")).Count).toBe(0);
  });

  it("lets a new sender send after its validation only", async () => {
    const emulator = await startEmulator({ keys });
    const post = (path: string, body: unknown): Promise<{ status: number; body: unknown }> =>
      callJson(emulator, { method: "POST", path, body, authorization: sub });
    const message = { Messages: [mail({ From: { Email: "new@example.com" } })] };
    const created = await post("/v3/REST/sender", { Email: "new@example.com" });
    expect(created).toMatchObject({ status: 201, body: { Data: [{ Status: "Inactive" }] } });
    expect((await post("/v3.1/send", message)).status).toBe(403);
    const id = (created.body as Envelope).Data[0]?.["ID"];
    expect((await post(`/v3/REST/sender/${String(id)}/validate`, {})).status).toBe(200);
    expect((await post("/v3.1/send", message)).status).toBe(200);
    expect((await list(emulator, "sender?Status=Active", sub)).Data.map((row) => row["Email"])).toEqual([
      "shop@example.com",
      "new@example.com",
    ]);
    expect((await post(`/v3/REST/sender/${String(id)}/nonsense`, {})).status).toBe(404);
  });

  it("mints toolkit tokens", async () => {
    const emulator = await startEmulator({ keys });
    const body = { TokenType: "iframe", AllowedAccess: "campaigns", IsActive: true };
    expect((await call(emulator, { method: "POST", path: "/v3/REST/apitoken", body })).status).toBe(201);
    expect((await call(emulator, { method: "POST", path: "/v3/REST/apitoken", body: {} })).status).toBe(400);
    expect((await list(emulator, "apitoken")).Data).toMatchObject([{ TokenType: "iframe", Token: expect.any(String) }]);
    expect((await list(emulator, "apitoken", sub)).Data).toEqual([]);
  });

  it("shows senders that are valid for the whole account", async () => {
    const emulator = await startEmulator({ keys, metaSenders: ["*@meta.example"] });
    expect((await list(emulator, "metasender", sub)).Data).toMatchObject([{ Email: "*@meta.example" }]);
  });
});

describe("message", () => {
  it("pages through the mails of the key, ten by default, the newest first if asked", async () => {
    const emulator = await startEmulator({ keys });
    await sendMails(await nodeMailjet(emulator), 12);
    expect(await list(emulator, "message")).toMatchObject({ Count: 10, Total: 12 });
    expect((await list(emulator, "message?Limit=0")).Count).toBe(12);
    expect((await list(emulator, "message?Limit=5&Offset=10")).Count).toBe(2);
    expect(await list(emulator, "message?countOnly=1")).toEqual({ Count: 12, Data: [], Total: 12 });
    expect((await list(emulator, "message", sub)).Count).toBe(0);
    const [newest] = (await list(emulator, "message?Sort=ID+DESC&Limit=1&ShowCustomID=true&ShowSubject=true")).Data;
    expect(newest).toMatchObject({ CustomID: "order-11", Subject: "Hello", Status: "sent" });
    expect((await list(emulator, "message?Limit=1")).Data[0]).not.toHaveProperty("Subject");
  });

  it("filters by time, sender domain and custom id, and finds one by its number", async () => {
    const clock = fakeClock();
    const emulator = await startEmulator({ keys, clock });
    const client = await nodeMailjet(emulator);
    await sendMails(client, 1);
    await clock.advance(HOUR_MS);
    await sendMails(client, 2, { From: { Email: "x@shop.example" } });
    const seconds = clock.now() / 1000;
    const count = async (query: string): Promise<number> => (await list(emulator, `message?${query}`)).Count;
    expect(await count(`FromTS=${seconds}`)).toBe(2);
    expect(await count(`ToTS=${new Date(clock.now() - 1000).toISOString()}`)).toBe(1);
    expect(await count("FromDomain=shop.example")).toBe(2);
    expect(await count("CustomID=order-1")).toBe(1);
    const { body } = await client
      .get("message")
      .id(Number(0))
      .request()
      .catch((error: unknown) => ({ body: error }));
    expect(body).toMatchObject({ statusCode: 404 });
    expect(await list(emulator, "message/1152921504606846978?ShowContactAlt=true")).toMatchObject({
      Data: [{ ContactAlt: "pilot@example.com", ArrivedAt: "2026-01-01T01:00:00Z" }],
    });
  });
});

describe("statcounters", () => {
  const query = "CounterSource=APIKey&CounterTiming=Message";

  it("counts the mails of the key by slices of time, beside what a test has added", async () => {
    const clock = fakeClock();
    const emulator = await startEmulator({ keys, clock });
    const client = await nodeMailjet(emulator);
    await sendMails(client, 2);
    await clock.advance(HOUR_MS + 6 * 60_000);
    await sendMails(client, 1);
    emulator.seedCounters(API_KEY, [{ at: clock.now(), Total: 7, MessageBlockedCount: 7 }]);
    const hours = await list(emulator, `statcounters?${query}&CounterResolution=Hour`);
    expect(hours.Data).toMatchObject([
      { Timeslice: "2026-01-01T00:00:00Z", Total: 2, MessageSentCount: 2, MessageBlockedCount: 0 },
      { Timeslice: "2026-01-01T01:00:00Z", Total: 8, MessageSentCount: 1, MessageBlockedCount: 7 },
    ]);
    expect(hours.Data[0]?.["APIKeyID"]).toBe((await list(emulator, "apikey?Name=main")).Data[0]?.["ID"]);
    const slices = async (rest: string): Promise<unknown[]> =>
      (await list(emulator, `statcounters?${query}&${rest}`)).Data.map((row) => row["Timeslice"]);
    expect(await slices("CounterResolution=Highest")).toEqual(["2026-01-01T00:00:00Z", "2026-01-01T01:05:00Z"]);
    expect(await slices("CounterResolution=Day")).toEqual(["2026-01-01T00:00:00Z"]);
    expect(await slices("CounterResolution=Lifetime")).toEqual([""]);
    expect(await slices(`CounterResolution=Hour&FromTS=${clock.now() / 1000 - 60}`)).toEqual(["2026-01-01T01:00:00Z"]);
    expect((await list(emulator, `statcounters?${query}&CounterResolution=Hour`, sub)).Data).toEqual([]);
  });

  it.each([
    "CounterTiming=Message&CounterResolution=Hour",
    `${query}&CounterResolution=Minute`,
    `${query}&CounterResolution=Lifetime&FromTS=1`,
  ])("refuses the query %s", async (wrong) => {
    const emulator = await startEmulator({ keys });
    expect((await call(emulator, { path: `/v3/REST/statcounters?${wrong}` })).status).toBe(400);
  });
});
