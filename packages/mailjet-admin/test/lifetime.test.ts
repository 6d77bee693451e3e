import { fakeClock } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import type { AdminCallOptions, MailjetAdmin } from "../src/index.ts";
import { adminOf, failureOf, SHOP, startMailjet } from "./support/mailjet.ts";

const CALLS: Readonly<Record<string, (admin: MailjetAdmin, options: AdminCallOptions) => Promise<unknown>>> = {
  listApiKeys: (admin, options) => admin.listApiKeys(options),
  findApiKey: (admin, options) => admin.findApiKey(SHOP.apiKey, options),
  createApiKey: (admin, options) => admin.createApiKey({ name: "new" }, options),
  updateApiKey: (admin, options) => admin.updateApiKey("1004", { name: "other" }, options),
  counters: (admin, options) => admin.counters({ resolution: "day" }, options),
  countMessages: (admin, options) => admin.countMessages({ from: 0 }, options),
  listSenders: (admin, options) => admin.listSenders(options),
  countSenders: (admin, options) => admin.countSenders(options),
  listWebhooks: (admin, options) => admin.listWebhooks(options),
  listApiTokens: (admin, options) => admin.listApiTokens(options),
  listTemplates: (admin, options) => admin.listTemplates(options),
  listUsers: (admin, options) => admin.listUsers(options),
  trySending: (admin, options) => admin.trySending({ from: "main@example.com" }, options),
};

describe.each(Object.entries(CALLS))("%s", (_, call) => {
  it("ends with the signal's reason, before and during the request", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet);
    const reason = new Error("changed my mind");
    expect(await failureOf(call(admin, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(mailjet.received).toEqual([]);

    const hold = mailjet.hold();
    const controller = new AbortController();
    const failure = failureOf(call(admin, { signal: controller.signal }));
    await hold.arrived(1);
    controller.abort(reason);
    expect(await failure).toBe(reason);
    hold.release();
  });

  it("rejects with CLOSED while and after the client is closed", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet);
    const hold = mailjet.hold();
    const failure = failureOf(call(admin, {}));
    await hold.arrived(1);
    await Promise.all([admin.close(), admin.close()]);
    hold.release();
    expect(await failure).toMatchObject({ code: "CLOSED" });
    expect(await failureOf(call(admin, {}))).toMatchObject({ code: "CLOSED" });
    expect(mailjet.received).toHaveLength(1);
  });
});

it("leaves nothing on a signal that is used for many calls", async () => {
  const admin = adminOf(await startMailjet());
  const { signal } = new AbortController();
  let listeners = 0;
  const counted = (by: number, original: (...of: never[]) => unknown): never =>
    ((...of: never[]) => {
      listeners += by;
      return original.apply(signal, of);
    }) as never;
  signal.addEventListener = counted(1, signal.addEventListener);
  signal.removeEventListener = counted(-1, signal.removeEventListener);
  for (let call = 0; call < 20; call += 1) await admin.countSenders({ signal });
  expect(listeners).toBe(0);
});

it("tells the time by Mailjet's clock once it has answered, also by an error, but not by a page in between", async () => {
  const clock = fakeClock();
  const mailjet = await startMailjet({ clock });
  const admin = adminOf(mailjet);
  expect(admin.serverTime()).toBeUndefined();
  mailjet.fail({ kind: "garbage", body: "html", times: 1 });
  await failureOf(admin.countSenders());
  expect(admin.serverTime()).toBeUndefined();
  await admin.countSenders();
  expect(admin.serverTime()).toBe(clock.now());
  await clock.advance(5_000);
  await failureOf(admin.updateApiKey("999", { isActive: false }));
  expect(admin.serverTime()).toBe(clock.now());
});
