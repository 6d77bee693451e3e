import { describe, expect, it } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
import type { MailjetEmulator } from "../src/mailjet-emulator.ts";
import { API_KEY, API_SECRET, basic, call, callJson, mail, OTHER_SECRET } from "./support/mailjet-calls.ts";
import { startEmulator } from "./support/start-emulator.ts";

const SUB_KEY = "ffffeeeeddddccccbbbbaaaa99998888";
const AT = Date.UTC(2026, 0, 2, 3, 4, 5);
const sub = basic(SUB_KEY, OTHER_SECRET);
const keys = [
  { apiKey: API_KEY, apiSecret: API_SECRET, name: "main", isMaster: true },
  { apiKey: SUB_KEY, apiSecret: OTHER_SECRET, senders: ["shop@example.com"] },
];

type Rows = readonly Readonly<Record<string, unknown>>[];

async function rows(emulator: MailjetEmulator, resource: string, authorization = sub): Promise<Rows> {
  const { body } = await callJson(emulator, { path: `/v3/REST/${resource}`, authorization });
  return (body as { readonly Data: Rows }).Data;
}

async function create(emulator: MailjetEmulator): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await callJson(emulator, { method: "POST", path: "/v3/REST/apikey", body: { Name: "new" } });
  return (body as { readonly Data: Rows }).Data[0] ?? {};
}

describe("the keys of the account", () => {
  it("can be looked at by a test, those too that the API made, whatever became of them", async () => {
    const clock = fakeClock();
    const emulator = await startEmulator({ keys, clock });
    const createdAt = clock.now();
    await clock.advance(1_000);
    const made = await create(emulator);
    emulator.deactivate(SUB_KEY);
    expect(emulator.keys()).toEqual(
      [
        { ...keys[0], id: "1001", isActive: true, createdAt },
        { ...keys[1], id: "1003", name: "account 1003", isActive: false, isMaster: false, createdAt },
        {
          id: String(made["ID"]),
          apiKey: made["APIKey"],
          apiSecret: made["SecretKey"],
          name: "new",
          isActive: true,
          isMaster: false,
          createdAt: createdAt + 1_000,
        },
      ].map(({ senders: _, ...key }: Record<string, unknown>) => key),
    );
  });

  it("can have numbers beyond 2^53, by which they are found", async () => {
    const emulator = await startEmulator({ keys, firstId: 2n ** 60n });
    const { id } = emulator.keys()[1] ?? { id: "" };
    expect(BigInt(id)).toBeGreaterThan(2n ** 60n);
    const { text } = await call(emulator, { path: `/v3/REST/apikey/${id}` });
    expect(text).toContain(`"ID":${id},`);
    const put = { method: "PUT", path: `/v3/REST/apikey/${id}`, body: { IsActive: false } };
    expect((await call(emulator, put)).status).toBe(200);
    expect((await call(emulator, put)).status).toBe(304);
    expect((await call(emulator, { path: `/v3/REST/apikey/${BigInt(id) + 1n}` })).status).toBe(404);
  });

  it("are listed with their secrets only if the emulator is told to", async () => {
    const silent = await startEmulator({ keys });
    expect((await rows(silent, "apikey"))[0]).not.toHaveProperty("SecretKey");
    const talkative = await startEmulator({ keys, listsSecrets: true });
    expect((await rows(talkative, "apikey"))[0]).toMatchObject({ SecretKey: OTHER_SECRET });
  });

  it("have counters of their own, also if the API made them", async () => {
    const emulator = await startEmulator({ keys, metaSenders: ["*@meta.example"] });
    const made = await create(emulator);
    const [apiKey, apiSecret] = [String(made["APIKey"]), String(made["SecretKey"])];
    const authorization = basic(apiKey, apiSecret);
    const body = { Messages: [mail({ From: { Email: "any@meta.example" } })] };
    expect((await call(emulator, { method: "POST", path: "/v3.1/send", authorization, body })).status).toBe(200);
    emulator.seedCounters(apiKey, [{ at: 0, Total: 2, MessageSpamCount: 1 }]);
    const query = "statcounters?CounterSource=APIKey&CounterTiming=Message&CounterResolution=Lifetime";
    expect(await rows(emulator, query, authorization)).toMatchObject([
      { APIKeyID: made["ID"], Total: 3, MessageSentCount: 1, MessageSpamCount: 1 },
    ]);
    expect(await rows(emulator, query)).toEqual([]);
  });
});

describe("senders", () => {
  it("that were deleted are listed only if asked for, and may not send", async () => {
    const emulator = await startEmulator({ keys });
    const id = emulator.addSender(SUB_KEY, "gone@example.com", { status: "Deleted", createdAt: AT, name: "Gone" });
    const emails = async (query = ""): Promise<unknown> =>
      (await rows(emulator, `sender${query}`)).map((row) => row["Email"]);
    expect(await emails()).toEqual(["shop@example.com"]);
    expect(await emails("?ShowDeleted=true")).toEqual(["shop@example.com", "gone@example.com"]);
    expect((await rows(emulator, "sender?ShowDeleted=true"))[1]).toMatchObject({
      ID: Number(id),
      Name: "Gone",
      Status: "Deleted",
      CreatedAt: "2026-01-02T03:04:05Z",
    });
    const body = { Messages: [mail({ From: { Email: "gone@example.com" } })] };
    const send = { method: "POST", path: "/v3.1/send", authorization: sub, body };
    expect((await call(emulator, send)).status).toBe(403);
    expect(emulator.addSender(SUB_KEY, "gone@example.com")).toBe(id);
    expect((await call(emulator, send)).status).toBe(200);
  });

  it("are kept as deleted ones by DELETE", async () => {
    const emulator = await startEmulator({ keys });
    const id = String((await rows(emulator, "sender"))[0]?.["ID"]);
    const removed = await call(emulator, { method: "DELETE", path: `/v3/REST/sender/${id}`, authorization: sub });
    expect(removed.status).toBe(204);
    expect(await rows(emulator, "sender")).toEqual([]);
    expect(await rows(emulator, "sender?ShowDeleted=1")).toMatchObject([{ Status: "Deleted" }]);
  });
});

it("shows when tokens were used, and webhooks, of the key they were added to", async () => {
  const clock = fakeClock();
  const emulator = await startEmulator({ keys, clock });
  emulator.addApiToken(SUB_KEY, { firstUsedAt: AT, lastUsedAt: AT + 1_000 });
  emulator.addApiToken(SUB_KEY, { tokenType: "page", isActive: false, createdAt: AT });
  emulator.addWebhook(SUB_KEY, { url: "https://hooks.example.com/x", eventType: "bounce", isBackup: true });
  expect(await rows(emulator, "apitoken")).toMatchObject([
    {
      TokenType: "iframe",
      IsActive: true,
      CreatedAt: "2026-01-01T00:00:00Z",
      FirstUsedAt: "2026-01-02T03:04:05Z",
      LastUsedAt: "2026-01-02T03:04:06Z",
    },
    { TokenType: "page", IsActive: false, CreatedAt: "2026-01-02T03:04:05Z", FirstUsedAt: "", LastUsedAt: "" },
  ]);
  expect(await rows(emulator, "eventcallbackurl")).toMatchObject([
    { Url: "https://hooks.example.com/x", EventType: "bounce", Status: "alive", IsBackup: true },
  ]);
  for (const resource of ["apitoken", "eventcallbackurl"]) {
    expect(await rows(emulator, resource, basic(API_KEY, API_SECRET))).toEqual([]);
  }
});

it("has templates of each key beside a gallery that nobody can change", async () => {
  const emulator = await startEmulator({ keys });
  const id = emulator.addTemplate(SUB_KEY, { name: "Welcome" });
  emulator.addTemplate(SUB_KEY, { name: "Invoice", ownerType: "apikey" });
  const names = async (query: string, authorization?: string): Promise<unknown> =>
    (await rows(emulator, `template${query}`, authorization)).map((row) => row["Name"]);
  expect(await names("")).toEqual(["Welcome", "Invoice", "Gallery"]);
  expect(await names("?OwnerType=user")).toEqual(["Welcome"]);
  expect(await names("?OwnerType=apikey")).toEqual(["Invoice"]);
  expect(await names("", basic(API_KEY, API_SECRET))).toEqual(["Gallery"]);
  const template = { path: `/v3/REST/template/${id}`, authorization: sub };
  expect((await call(emulator, { ...template, method: "PUT", body: { Name: "Hello" } })).status).toBe(200);
  await call(emulator, { method: "PUT", path: "/v3/REST/template/1", authorization: sub, body: { Name: "Mine" } });
  await call(emulator, { method: "DELETE", path: "/v3/REST/template/1", authorization: sub });
  expect(await names("")).toEqual(["Hello", "Invoice", "Gallery"]);
  expect((await call(emulator, { ...template, method: "DELETE" })).status).toBe(204);
  const created = { method: "POST", path: "/v3/REST/template", authorization: sub, body: { Name: "By the API" } };
  expect((await call(emulator, created)).status).toBe(201);
  expect(await names("")).toEqual(["Invoice", "By the API", "Gallery"]);
});

it("tells the last log-ins of its users", async () => {
  const emulator = await startEmulator({ keys });
  expect(await rows(emulator, "user")).toMatchObject([
    { ID: 1, Email: "owner@example.com", LastIp: "", LastLoginAt: "" },
  ]);
  emulator.seedUser({ lastIp: "203.0.113.7", lastLoginAt: AT });
  const id = emulator.seedUser({ email: "second@example.com" });
  expect(await rows(emulator, "user")).toMatchObject([
    { ID: 1, Email: "owner@example.com", LastIp: "203.0.113.7", LastLoginAt: "2026-01-02T03:04:05Z" },
    { ID: Number(id), Email: "second@example.com", LastLoginAt: "" },
  ]);
});

it("refuses to fill a key that is not there", async () => {
  const emulator = await startEmulator({ keys });
  const unknown = "0123456789abcdef0123456789abcdef";
  expect(() => emulator.addSender(unknown, "a@example.com")).toThrow(TypeError);
  expect(() => emulator.addWebhook(unknown)).toThrow(TypeError);
  expect(() => emulator.addApiToken(unknown)).toThrow(TypeError);
  expect(() => emulator.addTemplate(unknown)).toThrow(TypeError);
});

it("tells the time by its own clock", async () => {
  const clock = fakeClock();
  const emulator = await startEmulator({ keys, clock });
  await clock.advance(90_000);
  const { headers } = await call(emulator, { path: "/v3/REST/sender" });
  expect(headers["date"]).toBe(new Date(clock.now()).toUTCString());
});
