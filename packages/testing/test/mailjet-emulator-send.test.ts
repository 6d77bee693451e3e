import { describe, expect, it } from "vitest";
import { fakeClock } from "../src/fake-clock.ts";
import { API_KEY, API_SECRET, call, callJson, mail, nodeMailjet } from "./support/mailjet-calls.ts";
import { startEmulator } from "./support/start-emulator.ts";

const send = (body: unknown): { method: string; path: string; body: unknown } => ({
  method: "POST",
  path: "/v3.1/send",
  body,
});
const people = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ Email: `pilot${index}@example.com` }));

describe("Send API v3.1", () => {
  it("accepts a mail of the real node-mailjet and numbers it beyond 2^53, which arrives as text", async () => {
    const clock = fakeClock();
    const emulator = await startEmulator({ clock });
    const client = await nodeMailjet(emulator);
    const message = mail({ CustomID: "order-1", Cc: [{ Email: "copy@example.com" }] });
    const { body } = await client.post("send", { version: "v3.1" }).request({ Messages: [message] });
    expect(body).toMatchObject({
      Messages: [
        {
          Status: "success",
          CustomID: "order-1",
          To: [
            {
              Email: "pilot@example.com",
              MessageID: "1152921504606846977",
              MessageUUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
              MessageHref: "https://api.mailjet.com/v3/REST/message/1152921504606846977",
            },
          ],
          Cc: [{ Email: "copy@example.com", MessageID: "1152921504606846978" }],
          Bcc: [],
        },
      ],
    });
    expect(emulator.messages).toEqual([
      {
        apiKey: API_KEY,
        from: "sender@example.com",
        to: ["pilot@example.com"],
        cc: ["copy@example.com"],
        bcc: [],
        subject: "Hello",
        customId: "order-1",
        messageIds: ["1152921504606846977", "1152921504606846978"],
        acceptedAt: clock.now(),
      },
    ]);
  });

  it("writes the message number as a plain integer", async () => {
    const emulator = await startEmulator();
    expect((await call(emulator, send({ Messages: [mail()] }))).text).toContain('"MessageID":1152921504606846977');
  });

  it.each([
    ["mj-0002", "broken JSON", "{", undefined],
    ["mj-0002", "an array", "[]", undefined],
    ["mj-0003", "no messages", {}, ["Messages"]],
    ["mj-0003", "null for messages", { Messages: null }, ["Messages"]],
    ["mj-0004", "a text for messages", { Messages: "mail" }, ["Messages"]],
    ["mj-0007", "an empty list of messages", { Messages: [] }, ["Messages"]],
    ["mj-0008", "51 messages", { Messages: Array.from({ length: 51 }, () => mail()) }, ["Messages"]],
    ["mj-0004", "a text for the sandbox mode", { Messages: [mail()], SandboxMode: "yes" }, ["SandboxMode"]],
  ])("answers a whole call with %s for %s", async (code, _, body, relatedTo) => {
    const emulator = await startEmulator();
    const answer = await callJson(emulator, send(body));
    expect(answer).toMatchObject({
      status: 400,
      body: { ErrorCode: code, StatusCode: 400, ErrorIdentifier: expect.any(String) },
    });
    expect((answer.body as Record<string, unknown>)["ErrorRelatedTo"]).toEqual(relatedTo);
    expect(emulator.messages).toEqual([]);
  });

  it.each([
    ["mj-0003", "no From", { From: undefined }, ["From"]],
    ["mj-0004", "a text as From", { From: "sender@example.com" }, ["From"]],
    ["mj-0012", "an empty address", { From: { Email: "" } }, ["From.Email"]],
    ["mj-0003", "no To", { To: undefined }, ["To"]],
    ["mj-0004", "an object as To", { To: { Email: "pilot@example.com" } }, ["To"]],
    ["mj-0007", "an empty To", { To: [] }, ["To"]],
    ["mj-0013", "an address without @", { To: [{ Email: "pilot.example.com" }] }, ["To[0].Email"]],
    ["mj-0003", "a name without an address", { Cc: [{ Name: "Copy" }] }, ["Cc[0].Email"]],
    ["mj-0004", "a number as address", { ReplyTo: { Email: 1 } }, ["ReplyTo.Email"]],
    ["send-0015", "51 recipients", { To: people(26), Bcc: people(25) }, ["To", "CC", "BCC"]],
    ["mj-0004", "a number as subject", { Subject: 7 }, ["Subject"]],
    ["mj-0006", "a long subject", { Subject: "x".repeat(256) }, ["Subject"]],
    ["mj-0004", "a text as template", { TemplateID: "7" }, ["TemplateID"]],
    ["mj-0005", "an unknown tracking", { TrackOpens: "sometimes" }, ["TrackOpens"]],
    [
      "mj-0003",
      "an attachment without content",
      { Attachments: [{ ContentType: "text/plain", Filename: "a.txt" }] },
      ["Attachments[0].Base64Content"],
    ],
    ["send-0003", "no content", { TextPart: undefined }, ["HTMLPart", "TextPart", "TemplateID"]],
    ["send-0012", "no campaign", { DeduplicateCampaign: true }, ["CustomCampaign", "DeduplicateCampaign"]],
    ["send-0016", "no template language", { TemplateErrorDeliver: true }, ["TemplateLanguage"]],
  ])("answers a message with %s for %s", async (code, _, changes, relatedTo) => {
    const emulator = await startEmulator();
    expect(await callJson(emulator, send({ Messages: [mail(changes)] }))).toEqual({
      status: 400,
      body: {
        Messages: [
          {
            Status: "error",
            Errors: [
              {
                ErrorIdentifier: expect.any(String),
                ErrorCode: code,
                StatusCode: 400,
                ErrorMessage: expect.any(String),
                ErrorRelatedTo: relatedTo,
              },
            ],
          },
        ],
      },
    });
    expect(emulator.messages).toEqual([]);
  });

  it("accepts 50 messages and 50 recipients", async () => {
    const emulator = await startEmulator();
    const messages = [...Array.from({ length: 49 }, () => mail()), mail({ To: people(50) })];
    expect((await call(emulator, send({ Messages: messages }))).status).toBe(200);
    expect(emulator.messages).toHaveLength(50);
  });

  it("keeps the order of mixed results and answers with the status of the error", async () => {
    const emulator = await startEmulator();
    const messages = [mail({ CustomID: "a" }), mail({ To: [{ Email: "broken" }] }), mail({ CustomID: "c" })];
    expect(await callJson(emulator, send({ Messages: messages }))).toMatchObject({
      status: 400,
      body: {
        Messages: [
          { Status: "success", CustomID: "a" },
          { Status: "error", Errors: [{ ErrorCode: "mj-0013" }] },
          { Status: "success", CustomID: "c" },
        ],
      },
    });
    expect(emulator.messages.map(({ customId }) => customId)).toEqual(["a", "c"]);
  });

  it("fills messages up with the globals", async () => {
    const emulator = await startEmulator();
    const bare = { To: [{ Email: "pilot@example.com" }], Subject: "Own" };
    const Globals = { From: { Email: "global@example.com" }, TextPart: "Hello", Subject: "Global" };
    expect((await call(emulator, send({ Globals, Messages: [bare] }))).status).toBe(200);
    expect(emulator.messages).toMatchObject([{ from: "global@example.com", subject: "Own" }]);
  });

  it("validates in sandbox mode as ever, but delivers and numbers nothing", async () => {
    const emulator = await startEmulator({
      keys: [{ apiKey: API_KEY, apiSecret: API_SECRET, senders: ["sender@example.com"] }],
    });
    const messages = [mail(), mail({ From: { Email: "other@example.com" } }), mail({ To: [] })];
    const { body } = await callJson(emulator, send({ SandboxMode: true, Messages: messages }));
    expect(body).toMatchObject({
      Messages: [
        { Status: "success", To: [{ Email: "pilot@example.com" }] },
        { Errors: [{ ErrorCode: "send-0008" }] },
        { Errors: [{ ErrorCode: "mj-0007" }] },
      ],
    });
    expect(JSON.stringify(body)).not.toContain("MessageID");
    expect(emulator.messages).toEqual([]);
  });

  it("accepts only senders that are valid for the key or the whole account", async () => {
    const senders = ["Sender@example.com", "*@shop.example"];
    const emulator = await startEmulator({
      keys: [{ apiKey: API_KEY, apiSecret: API_SECRET, senders }],
      metaSenders: ["*@meta.example"],
    });
    const from = async (Email: string): Promise<number> =>
      (await call(emulator, send({ Messages: [mail({ From: { Email } })] }))).status;
    expect(await from("sender@example.com")).toBe(200);
    expect(await from("any@shop.example")).toBe(200);
    expect(await from("any@meta.example")).toBe(200);
    expect(await from("any@sub.shop.example")).toBe(403);
    expect(await callJson(emulator, send({ Messages: [mail({ From: { Email: "x@example.com" } })] }))).toMatchObject({
      status: 403,
      body: { Messages: [{ Errors: [{ ErrorCode: "send-0008", StatusCode: 403, ErrorRelatedTo: ["From"] }] }] },
    });
  });
});

describe("Send API v3", () => {
  const letter = { FromEmail: "sender@example.com", Subject: "Hello", "Text-part": "Hello!" };

  it("accepts both ways to name recipients", async () => {
    const emulator = await startEmulator();
    const client = await nodeMailjet(emulator);
    const listed = { ...letter, Recipients: [{ Email: "pilot@example.com" }], "Mj-CustomID": "order-1" };
    const { body } = await client.post("send", { version: "v3" }).request(listed);
    expect(body).toMatchObject({
      Sent: [{ Email: "pilot@example.com", MessageID: "1152921504606846977", MessageUUID: expect.any(String) }],
    });
    await client.post("send").request({ ...letter, To: "Pilot <pilot@example.com>, second@example.com" });
    expect(emulator.messages).toMatchObject([
      { to: ["pilot@example.com"], customId: "order-1", subject: "Hello" },
      { to: ["pilot@example.com", "second@example.com"] },
    ]);
  });

  it("answers with an empty 400 what it cannot use, a body of v3.1 for example", async () => {
    const emulator = await startEmulator();
    for (const body of [{ Messages: [mail()] }, { ...letter, To: "pilot" }, { ...letter, Recipients: [] }, "{"]) {
      expect(await call(emulator, { method: "POST", path: "/v3/send", body })).toMatchObject({ status: 400, text: "" });
    }
  });

  it("refuses a sender that is not valid", async () => {
    const emulator = await startEmulator({ keys: [{ apiKey: API_KEY, apiSecret: API_SECRET, senders: [] }] });
    const body = { ...letter, To: "pilot@example.com" };
    expect((await call(emulator, { method: "POST", path: "/v3/send", body })).status).toBe(403);
    expect(emulator.messages).toEqual([]);
  });
});

describe("SMS API v4", () => {
  const token = "0123456789abcdef0123456789abcdef";
  const authorization = `Bearer ${token}`;
  const sms = { From: "MJPilot", To: "+33600000000", Text: "Hello" };

  it("sends and lists text messages for a token", async () => {
    const clock = fakeClock();
    const emulator = await startEmulator({ clock, smsTokens: [token] });
    const { default: Mailjet } = await import("node-mailjet");
    const client = Mailjet.Client.smsConnect(token, { config: { host: emulator.host } });
    const { body } = await client.post("sms-send", { version: "v4" }).request(sms);
    const sent = {
      From: "MJPilot",
      To: "+33600000000",
      SmsCount: 1,
      CreationTS: clock.now() / 1000,
      Status: { Code: 2 },
    };
    expect(body).toMatchObject({ ...sent, Text: "Hello", MessageId: expect.stringMatching(/^\d{19}$/) });
    expect(await callJson(emulator, { path: "/v4/sms", authorization })).toMatchObject({
      status: 200,
      body: { Data: [sent] },
    });
    expect((await callJson(emulator, { path: "/v4/sms?To=%2B1", authorization })).body).toEqual({ Data: [] });
  });

  it.each([
    ["mj-0002", "broken JSON", "{"],
    ["mj-0003", "no text", { ...sms, Text: undefined }],
    ["mj-0004", "a number as recipient", { ...sms, To: 33600000000 }],
  ])("answers a text message with %s for %s", async (code, _, body) => {
    const emulator = await startEmulator({ smsTokens: [token] });
    const answer = await callJson(emulator, { method: "POST", path: "/v4/sms-send", body, authorization });
    expect(answer).toMatchObject({ status: 400, body: { ErrorCode: code } });
  });

  it("does not take a key pair, and the other APIs do not take a token", async () => {
    const emulator = await startEmulator({ smsTokens: [token] });
    expect(await callJson(emulator, { path: "/v4/sms" })).toMatchObject({
      status: 401,
      body: { ErrorCode: "mj-0015" },
    });
    expect((await call(emulator, { ...send({ Messages: [mail()] }), authorization })).status).toBe(401);
    expect((await call(emulator, { path: "/v4/other", authorization })).status).toBe(404);
    expect((await call(emulator, { path: "/v4/sms-send", authorization })).status).toBe(405);
  });
});
