import { fakeClock, type MailjetFault } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import type { MailjetAdmin } from "../src/index.ts";
import { adminOf, failureOf, SHOP, startMailjet } from "./support/mailjet.ts";

/** One call for each method and kind of answer. */
const CALLS: Readonly<Record<string, (admin: MailjetAdmin) => Promise<unknown>>> = {
  "a list": (admin) => admin.listSenders(),
  "a count": (admin) => admin.countSenders(),
  "a counter": (admin) => admin.counters({ resolution: "hour" }),
  "a search": (admin) => admin.findApiKey(SHOP.apiKey),
  "a new key": (admin) => admin.createApiKey({ name: "new" }),
  "a change": (admin) => admin.updateApiKey("1004", { isActive: false }),
  "a sandbox send": (admin) => admin.trySending({ from: "main@example.com" }),
};

const FAULTS: readonly (readonly [fault: MailjetFault, code: string, retryable: boolean])[] = [
  [{ kind: "status", status: 302 }, "UNEXPECTED_RESPONSE", false],
  [{ kind: "status", status: 400, body: "html" }, "UNEXPECTED_RESPONSE", false],
  [{ kind: "status", status: 401 }, "CREDENTIALS_REJECTED", false],
  [{ kind: "status", status: 401, body: "html" }, "CREDENTIALS_REJECTED", false],
  [{ kind: "unauthorized-without-code" }, "CREDENTIALS_REJECTED", false],
  [{ kind: "error", status: 401, code: "mj-0001", message: "Suspended." }, "ACCOUNT_SUSPENDED", false],
  [{ kind: "status", status: 403, body: "html" }, "ACCESS_DENIED", false],
  [{ kind: "status", status: 404, body: "empty" }, "NOT_FOUND", false],
  [{ kind: "status", status: 405, body: "json" }, "UNEXPECTED_RESPONSE", false],
  [{ kind: "status", status: 408 }, "TIMEOUT", true],
  [{ kind: "throttle", retryAfterSeconds: 60 }, "RATE_LIMITED", true],
  [{ kind: "status", status: 500 }, "UNAVAILABLE", true],
  [{ kind: "status", status: 503, body: "html", retryAfterSeconds: 5 }, "UNAVAILABLE", true],
  [{ kind: "reset" }, "UNAVAILABLE", true],
  [{ kind: "hang" }, "TIMEOUT", true],
  [{ kind: "garbage", body: "html" }, "UNEXPECTED_RESPONSE", false],
  [{ kind: "garbage", body: "empty" }, "UNEXPECTED_RESPONSE", false],
  [{ kind: "garbage", body: "cut" }, "UNEXPECTED_RESPONSE", false],
  [{ kind: "garbage", body: "huge" }, "UNEXPECTED_RESPONSE", false],
  [{ kind: "redirect", location: "https://elsewhere.example.com/", status: 307 }, "UNEXPECTED_RESPONSE", false],
];

describe.each(Object.entries(CALLS))("%s", (_, call) => {
  it("becomes an error with the right code for every answer that is none, after one request", async () => {
    const mailjet = await startMailjet();
    for (const [fault, code, retryable] of FAULTS) {
      // Of its own connection: a GET on a kept one that turns out to be dead is sent again.
      const clock = fakeClock();
      const admin = adminOf(mailjet, { clock });
      mailjet.clearFaults();
      mailjet.fail(fault);
      const before = mailjet.received.length;
      const failure = failureOf(call(admin));
      if (fault.kind === "hang") {
        while (mailjet.received.length === before) await clock.settle();
        await clock.advance(10_000);
      }
      const error = await failure;
      expect(error, JSON.stringify(fault)).toMatchObject({
        name: "SecretsError",
        code,
        retryable,
        provider: "mailjet",
      });
      expect(mailjet.received.length - before, JSON.stringify(fault)).toBe(1);
    }
    mailjet.clearFaults();
    await call(adminOf(mailjet));
  });
});

it("passes on what Mailjet says about a pair that it rejects or has suspended", async () => {
  const mailjet = await startMailjet();
  const wrong = adminOf(mailjet, { pair: { ...SHOP, apiSecret: "0123456789abcdef0123456789abcdef" } });
  await expect(wrong.listSenders()).rejects.toMatchObject({
    code: "CREDENTIALS_REJECTED",
    statusCode: 401,
    ErrorMessage: expect.stringContaining("API key authentication/authorization failure"),
  });
  await expect(wrong.trySending({ from: "shop@example.com" })).rejects.toMatchObject({
    code: "CREDENTIALS_REJECTED",
    statusCode: 401,
    ErrorCode: "mj-0015",
  });
  mailjet.suspend(SHOP.apiKey);
  await expect(adminOf(mailjet, { pair: SHOP }).countSenders()).rejects.toMatchObject({
    code: "ACCOUNT_SUSPENDED",
    statusCode: 401,
    ErrorCode: "mj-0001",
    ErrorIdentifier: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

it("says that a connection that is cut may be a block", async () => {
  const mailjet = await startMailjet();
  mailjet.fail({ kind: "reset" });
  const error = await failureOf(adminOf(mailjet).listSenders());
  expect(error).toMatchObject({ code: "UNAVAILABLE", hint: expect.stringContaining("blocked this address") });
});

it("does not say that a change may have taken effect which was never sent", async () => {
  const mailjet = await startMailjet();
  const trusting = adminOf(mailjet);
  const distrustful = adminOf(mailjet, { caCertificates: [] });
  const untrusted = await failureOf(distrustful.createApiKey({ name: "new" }));
  await mailjet.goDown();
  const refused = await failureOf(trusting.createApiKey({ name: "new" }));
  expect(untrusted).toMatchObject({ code: "UNAVAILABLE", retryable: false });
  expect(refused).toMatchObject({ code: "UNAVAILABLE", retryable: true });
  for (const error of [untrusted, refused]) expect(String(error)).not.toContain("look before");
});

it("does not take rows without what they should have for rows", async () => {
  const mailjet = await startMailjet();
  const [sender] = await adminOf(mailjet).listSenders();
  expect(sender?.email).toBe("main@example.com");
  const admin = adminOf(mailjet);
  // A token's IsActive can be written, with anything.
  mailjet.addApiToken(mailjet.keys()[0]?.apiKey ?? "", { isActive: "yes" as unknown as boolean });
  await expect(admin.listApiTokens()).rejects.toMatchObject({
    code: "UNEXPECTED_RESPONSE",
    message: expect.stringContaining("IsActive"),
  });
});
