import { describe, expect, it } from "vitest";
import { adminOf, MAIN, SHOP, startMailjet } from "./support/mailjet.ts";

const LOGIN_AT = Date.UTC(2026, 0, 2, 3, 4, 5);

describe("senders", () => {
  it("are those of the key, the deleted ones only if asked for", async () => {
    const mailjet = await startMailjet();
    const id = mailjet.addSender(SHOP.apiKey, "gone@example.com", {
      status: "Deleted",
      name: "Gone",
      createdAt: LOGIN_AT,
    });
    const admin = adminOf(mailjet, { pair: SHOP });
    expect((await admin.listSenders()).map(({ email }) => email)).toEqual(["shop@example.com"]);
    expect((await admin.listSenders({ includeDeleted: true }))[1]).toEqual({
      id,
      email: "gone@example.com",
      name: "Gone",
      status: "Deleted",
      createdAt: "2026-01-02T03:04:05Z",
    });
    expect(await admin.countSenders()).toBe(1);
    expect(mailjet.received.at(-1)?.query).toEqual({ countOnly: "1" });
  });

  it("come in full, however many", async () => {
    const senders = Array.from({ length: 1_500 }, (_, number) => `s${number}@example.com`);
    const mailjet = await startMailjet({ keys: [{ ...SHOP, senders }] });
    const admin = adminOf(mailjet, { pair: SHOP });
    expect((await admin.listSenders()).map(({ email }) => email)).toEqual(senders);
    expect(await admin.countSenders()).toBe(1_500);
  });
});

describe("webhooks", () => {
  it.each([
    ["https://user:password@hooks.example.com:8443/mailjet?token=abc#part", "https://hooks.example.com:8443/mailjet"],
    ["http://hooks.example.com", "http://hooks.example.com/"],
    [`https://hooks.example.com/a/${MAIN.apiKey}/b`, "https://hooks.example.com/a/[redacted]/b"],
    [`https://hooks.example.com/a/${SHOP.apiSecret}/b`, "https://hooks.example.com/a/(looks like a key, not shown)/b"],
    ["user:password", "(no address)"],
    ["hooks.example.com/?token=abc", "(no address)"],
    ["", "(no address)"],
  ])("are shown without what may be secret in their address: %s", async (url, shown) => {
    const mailjet = await startMailjet();
    const id = mailjet.addWebhook(MAIN.apiKey, { url, eventType: "sent", status: "dead" });
    expect(await adminOf(mailjet).listWebhooks()).toEqual([{ id, eventType: "sent", url: shown, status: "dead" }]);
    expect(await adminOf(mailjet, { pair: SHOP }).listWebhooks()).toEqual([]);
  });
});

describe("API tokens", () => {
  it("come with their times and without the token", async () => {
    const mailjet = await startMailjet();
    const unused = mailjet.addApiToken(MAIN.apiKey, { createdAt: LOGIN_AT, isActive: false });
    const used = mailjet.addApiToken(MAIN.apiKey, {
      createdAt: LOGIN_AT,
      tokenType: "page",
      allowedAccess: "stats",
      firstUsedAt: LOGIN_AT + 1_000,
      lastUsedAt: LOGIN_AT + 2_000,
    });
    const createdAt = "2026-01-02T03:04:05Z";
    expect(await adminOf(mailjet).listApiTokens()).toEqual([
      { id: unused, tokenType: "iframe", allowedAccess: "campaigns", isActive: false, createdAt },
      {
        id: used,
        tokenType: "page",
        allowedAccess: "stats",
        isActive: true,
        createdAt,
        firstUsedAt: "2026-01-02T03:04:06Z",
        lastUsedAt: "2026-01-02T03:04:07Z",
      },
    ]);
  });
});

describe("templates", () => {
  it("are those of the key and its user, without Mailjet's gallery", async () => {
    const mailjet = await startMailjet();
    const welcome = mailjet.addTemplate(SHOP.apiKey, { name: "Welcome" });
    const invoice = mailjet.addTemplate(SHOP.apiKey, { name: "Invoice", ownerType: "apikey" });
    expect(await adminOf(mailjet, { pair: SHOP }).listTemplates()).toEqual([
      { id: invoice, name: "Invoice" },
      { id: welcome, name: "Welcome" },
    ]);
    expect(await adminOf(mailjet).listTemplates()).toEqual([]);
  });
});

describe("users", () => {
  it("come with their last log-in, if there was one", async () => {
    const mailjet = await startMailjet({ maximumKeys: 7 });
    mailjet.seedUser({ email: "owner@example.com", lastIp: "203.0.113.7", lastLoginAt: LOGIN_AT });
    const id = mailjet.seedUser({ email: "second@example.com" });
    expect(await adminOf(mailjet).listUsers()).toEqual([
      {
        id: "1",
        email: "owner@example.com",
        lastIp: "203.0.113.7",
        lastLoginAt: "2026-01-02T03:04:05Z",
        maxAllowedApiKeys: 7,
      },
      { id, email: "second@example.com", maxAllowedApiKeys: 7 },
    ]);
  });
});
