import { type Clock, SecretsError, systemClock } from "@mailjet-secrets/core";
import { describe, expect, it } from "vitest";
import { activeSenders, askUntilAccepted, missingSenders } from "../src/index.ts";
import { adminOf, failureOf, SHOP, startMailjet } from "./support/mailjet.ts";

/** A clock whose timers end at once, and tell how long they would have been. */
function impatientClock(): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  const schedule: Clock["schedule"] = (callback, delayMs, options) => {
    pauses.push(delayMs);
    return systemClock.schedule(callback, 0, options);
  };
  return { ...systemClock, schedule, pauses };
}

describe("askUntilAccepted", () => {
  const { signal } = new AbortController();

  it("asks until a new key is active", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet, { pair: SHOP });
    const clock = impatientClock();
    mailjet.deactivate(SHOP.apiKey);
    const beforePause = (): void => {
      if (clock.pauses.length === 1) mailjet.activate(SHOP.apiKey);
    };
    await askUntilAccepted(() => admin.countSenders(), { signal, clock, beforePause });
    expect([mailjet.received.map(({ status }) => status), clock.pauses]).toEqual([
      [401, 401, 200],
      [2_000, 4_000],
    ]);
  });

  it("asks five times at most, so that Mailjet does not block the address", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet, { pair: SHOP });
    mailjet.deactivate(SHOP.apiKey);
    const failure = failureOf(askUntilAccepted(() => admin.countSenders(), { signal, clock: impatientClock() }));
    expect(SecretsError.is(await failure, "CREDENTIALS_REJECTED")).toBe(true);
    expect(mailjet.unauthorizedCount).toBe(5);
  });

  it("does not ask again after any other failure", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet, { pair: SHOP });
    mailjet.fail({ kind: "status", status: 500 });
    const failure = failureOf(askUntilAccepted(() => admin.countSenders(), { signal, clock: impatientClock() }));
    expect(SecretsError.is(await failure, "UNAVAILABLE")).toBe(true);
    expect(mailjet.received).toHaveLength(1);
  });

  it("ends where the time for another pause is not there", async () => {
    const mailjet = await startMailjet();
    const admin = adminOf(mailjet, { pair: SHOP });
    mailjet.deactivate(SHOP.apiKey);
    const beforePause = (ms: number): void => {
      if (ms > 2_000) throw new RangeError("no time");
    };
    const failure = failureOf(
      askUntilAccepted(() => admin.countSenders(), { signal, clock: impatientClock(), beforePause }),
    );
    expect(await failure).toBeInstanceOf(RangeError);
    expect(mailjet.received).toHaveLength(2);
  });
});

describe("missingSenders", () => {
  it("names what a key may not send from, and not what a metasender allows to all keys", async () => {
    const mailjet = await startMailjet({ metaSenders: ["*@example.net"] });
    mailjet.addSender(SHOP.apiKey, "Known@example.org");
    const addresses = ["known@example.org", "all@example.net", "*@example.net", "other@example.org"];
    expect(await missingSenders(adminOf(mailjet, { pair: SHOP }), addresses)).toEqual(["other@example.org"]);
  });

  it("asks nothing where there is nothing to miss", async () => {
    const mailjet = await startMailjet();
    expect(await missingSenders(adminOf(mailjet), [])).toEqual([]);
    expect(mailjet.received).toHaveLength(0);
  });
});

describe("activeSenders", () => {
  it("lists those that are validated, in lower case and once", async () => {
    const mailjet = await startMailjet();
    mailjet.addSender(SHOP.apiKey, "Shop@Example.com");
    mailjet.addSender(SHOP.apiKey, "new@example.com", { status: "Inactive" });
    expect(await activeSenders(adminOf(mailjet, { pair: SHOP }))).toEqual(["shop@example.com"]);
  });
});
