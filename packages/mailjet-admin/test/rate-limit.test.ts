import { type FakeClock, fakeClock, type MailjetEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import type { MailjetAdmin } from "../src/index.ts";
import { adminOf, failureOf, startMailjet } from "./support/mailjet.ts";

interface Scene {
  readonly mailjet: MailjetEmulator;
  readonly admin: MailjetAdmin;
  readonly clock: FakeClock;
}

async function scene(): Promise<Scene> {
  const clock = fakeClock();
  const mailjet = await startMailjet({ clock });
  return { mailjet, clock, admin: adminOf(mailjet, { clock }) };
}

/** Waits until the request was answered and the client waits on its clock. */
async function untilWaiting({ mailjet, clock }: Scene, requests: number): Promise<void> {
  while (mailjet.received.length < requests || mailjet.openRequests > 0) await clock.settle();
  await clock.settle();
}

describe("after a 429", () => {
  it.each([
    [undefined, 1_000],
    [3, 3_000],
    [10, 10_000],
  ])("with Retry-After %s the request is sent once more after %d ms", async (retryAfterSeconds, waitMs) => {
    const own = await scene();
    const { mailjet, admin, clock } = own;
    mailjet.fail({ kind: "throttle", times: 1, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) });
    const made = admin.createApiKey({ name: "new" });
    await untilWaiting(own, 1);
    await clock.advance(waitMs - 1);
    expect(mailjet.received).toHaveLength(1);
    await clock.advance(1);
    expect(await made).toMatchObject({ name: "new" });
    expect(mailjet.received.map(({ method, status }) => [method, status])).toEqual([
      ["POST", 429],
      ["POST", 201],
    ]);
    expect(mailjet.keys()).toHaveLength(3);
  });

  it("the second one is reported", async () => {
    const own = await scene();
    own.mailjet.fail({ kind: "throttle", retryAfterSeconds: 2 });
    const failure = failureOf(own.admin.listSenders());
    await untilWaiting(own, 1);
    await own.clock.advance(2_000);
    expect(await failure).toMatchObject({ code: "RATE_LIMITED", retryable: true, retryAfterMs: 2_000 });
    expect(own.mailjet.received).toHaveLength(2);
  });

  it("nobody is kept waiting for more than ten seconds", async () => {
    const { mailjet, admin } = await scene();
    mailjet.fail({ kind: "throttle", retryAfterSeconds: 11 });
    expect(await failureOf(admin.listSenders())).toMatchObject({ code: "RATE_LIMITED", retryAfterMs: 11_000 });
    expect(mailjet.received).toHaveLength(1);
  });

  it("an abort ends the wait, and nothing more is sent", async () => {
    const own = await scene();
    own.mailjet.fail({ kind: "throttle" });
    const controller = new AbortController();
    const failure = failureOf(own.admin.createApiKey({ name: "new" }, { signal: controller.signal }));
    await untilWaiting(own, 1);
    const reason = new Error("changed my mind");
    controller.abort(reason);
    expect(await failure).toBe(reason);
    await own.clock.advance(20_000);
    expect(own.mailjet.received).toHaveLength(1);
  });

  it("closing ends the wait", async () => {
    const own = await scene();
    own.mailjet.fail({ kind: "throttle" });
    const failure = failureOf(own.admin.listSenders());
    await untilWaiting(own, 1);
    await own.admin.close();
    expect(await failure).toMatchObject({ code: "CLOSED" });
    expect(own.clock.pendingTimers()).toBe(0);
  });
});

it.each([408, 500, 503])("is not sent again after %d, whatever Retry-After says", async (status) => {
  const { mailjet, admin } = await scene();
  mailjet.fail({ kind: "status", status, retryAfterSeconds: 1 });
  const code = status === 408 ? "TIMEOUT" : "UNAVAILABLE";
  expect(await failureOf(admin.createApiKey({ name: "new" }))).toMatchObject({ code, retryAfterMs: 1_000 });
  expect(mailjet.received).toHaveLength(1);
});
