import { inspect } from "node:util";
import { type MailjetEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { probeMailjet } from "../src/mailjet-probe.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const WRONG = { ...PAIR, apiSecret: "abababababababababababababababcd" };
const TOKEN = "a1b2c3d4e5f60718293a4b5c6d7e8f90";

let mailjet: MailjetEmulator;
let distrust: () => void;

beforeEach(async () => {
  mailjet = await startMailjetEmulator({ keys: [PAIR], smsTokens: [TOKEN] });
  distrust = mailjet.trust();
});
afterEach(async () => {
  distrust();
  await mailjet.close();
});

/** Asks the emulator, and makes sure that it was asked once and that nothing of a value is in the result. */
async function probe(credentials: Parameters<typeof probeMailjet>[0] = PAIR, timeoutMs = 5_000) {
  const before = mailjet.received.length;
  const result = await probeMailjet(credentials, { host: mailjet.host, timeoutMs });
  expect(mailjet.received.length).toBe(before + 1);
  expect(inspect(result)).not.toMatch(/[0-9a-f]{32}/);
  return result;
}

describe("one call tells", () => {
  it("that Mailjet accepts a pair or a token, by a count of senders or a list of SMS", async () => {
    expect(await probe()).toMatchObject({ outcome: "accepted", host: mailjet.host, exitCode: EXIT.ok });
    expect(await probe({ apiToken: TOKEN })).toMatchObject({ outcome: "accepted" });
    expect(mailjet.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /v3/REST/sender",
      "GET /v4/sms",
    ]);
  });

  it("that it accepts a pair which may not do what was asked: it was let in", async () => {
    mailjet.fail({ kind: "status", status: 403 });
    expect((await probe()).outcome).toBe("accepted");
  });

  it("that it rejects a pair or token, with or without a code of its own", async () => {
    expect(await probe(WRONG)).toMatchObject({ outcome: "rejected", exitCode: EXIT.rejectedByMailjet });
    expect(await probe({ apiToken: "b1b2c3d4e5f60718293a4b5c6d7e8f90" })).toMatchObject({ outcome: "rejected" });
    mailjet.fail({ kind: "unauthorized-without-code" });
    expect((await probe()).outcome).toBe("rejected");
    expect(mailjet.unauthorizedCount).toBe(3);
  });

  it("that it has suspended the key", async () => {
    mailjet.suspend(PAIR.apiKey);
    expect(await probe()).toMatchObject({ outcome: "suspended", exitCode: EXIT.suspended });
  });

  it("that it cuts connections, and may have blocked this address", async () => {
    mailjet.fail({ kind: "reset" });
    const { outcome, exitCode, hint } = await probe();
    expect([outcome, exitCode, hint]).toEqual([
      "possibly-blocked",
      EXIT.possiblyBlocked,
      expect.stringContaining("about an hour"),
    ]);
  });

  it.each([
    ["it throttles", { kind: "throttle" }, "429"],
    ["it is down", { kind: "status", status: 503 }, "503"],
    ["a proxy refuses", { kind: "status", status: 403, body: "html" }, "somebody else"],
    ["a captive portal answers", { kind: "status", status: 200, body: "html" }, "somebody else"],
  ] as const)("nothing of the pair, if %s", async (_, fault, words) => {
    mailjet.fail(fault);
    const { outcome, exitCode, text } = await probe();
    expect([outcome, exitCode, text]).toEqual(["unreachable", EXIT.mailjetUnreachable, expect.stringContaining(words)]);
  });

  it("nothing, if it does not answer in time, or is not there", async () => {
    mailjet.fail({ kind: "hang" });
    const late = await probe(PAIR, 200);
    expect([late.outcome, late.text]).toEqual(["unreachable", expect.stringContaining("within 200 ms")]);
    await mailjet.goDown();
    const absent = await probeMailjet(PAIR, { host: mailjet.host });
    expect([absent.outcome, absent.text]).toEqual(["unreachable", expect.stringContaining("ECONNREFUSED")]);
  });
});

describe("the host", () => {
  const elsewhere = "127.0.0.1:1";
  it.each([
    ["option", () => ({ host: mailjet.host, mailjet: { host: elsewhere } }), undefined],
    [
      "configuration",
      () => ({ mailjet: { host: mailjet.host }, environment: { MAILJET_SECRETS_HOST: elsewhere } }),
      undefined,
    ],
    ["variable", () => ({ environment: { MAILJET_SECRETS_HOST: mailjet.host } }), elsewhere],
  ])("of the %s wins over what comes after it", async (_, options, host) => {
    expect(await probeMailjet({ ...PAIR, host }, options())).toMatchObject({ outcome: "accepted", host: mailjet.host });
  });

  it("is at last that of the credentials", async () => {
    expect((await probeMailjet({ ...PAIR, host: mailjet.host })).outcome).toBe("accepted");
  });
});

it("what cannot be a pair is not sent", async () => {
  const probing = probeMailjet({ ...PAIR, apiSecret: "your-secret" }, { host: mailjet.host });
  await expect(probing).rejects.toMatchObject({ code: "INVALID_SECRET" });
  expect(mailjet.received).toEqual([]);
});

it("the signal ends the waiting", async () => {
  const hold = mailjet.hold();
  const controller = new AbortController();
  const probing = probeMailjet(PAIR, { host: mailjet.host, signal: controller.signal });
  await hold.arrived(1);
  controller.abort(new Error("enough"));
  await expect(probing).rejects.toThrow("enough");
  hold.release();
});
