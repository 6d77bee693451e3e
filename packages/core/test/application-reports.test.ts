import { hostname } from "node:os";
import { memoryProvider } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import {
  type ApplicationReport,
  createMailjetClientFactory,
  type MailjetClientFactoryOptions,
  pairUse,
} from "../src/index.ts";
import { eventually } from "./support/eventually.ts";
import { NEW, OLD, OTHER, type Scene, send, startScene } from "./support/scene.ts";
import { unhandledRejections } from "./support/unhandled-rejections.ts";

const HOUR_MS = 3_600_000;

/** A scene whose reports are kept. */
async function reportingScene(
  options: Partial<MailjetClientFactoryOptions> = {},
): Promise<Scene & { readonly reports: ApplicationReport[] }> {
  const reports: ApplicationReport[] = [];
  const report = (each: ApplicationReport): void => void reports.push(each);
  return { ...(await startScene({ application: "billing-api", report, ...options })), reports };
}

const events = (reports: readonly ApplicationReport[]): string[] =>
  reports.map(({ event, fingerprint }) => `${event.replace("mailjet-secrets.", "")} ${fingerprint}`);

describe("reports of an application", () => {
  it("say once who uses which pair, from where and since when, and hold no value", async () => {
    const { factory, reports } = await reportingScene();
    expect(reports).toEqual([]);
    const { fingerprint } = await factory.credentials();
    for (let call = 0; call < 3; call += 1) await factory.credentials();
    await send(factory);
    expect(reports).toEqual([
      {
        event: "mailjet-secrets.in-use",
        application: "billing-api",
        host: hostname(),
        processId: process.pid,
        instance: expect.stringMatching(/^[0-9a-f]{8}$/),
        fingerprint,
        provider: "memory",
        version: "1",
        time: "2026-01-01T00:00:00.000Z",
      },
    ]);
    expect(Object.isFrozen(reports[0])).toBe(true);
    expect(findCanary(JSON.stringify(reports), canaryForms(OLD.apiKey, OLD.apiSecret))).toBeUndefined();
  });

  it("say which pair followed which when the store gives another one, and not when only the version is new", async () => {
    const { store, clock, factory, reports } = await reportingScene({ refreshAfterMs: 60_000 });
    const before = await factory.credentials();
    store.set("prod/mailjet", OLD);
    await factory.refresh();
    expect(reports).toHaveLength(1);
    store.set("prod/mailjet", NEW);
    await clock.advance(70_000);
    await factory.credentials();
    await clock.settle();
    const after = await factory.credentials();
    expect(events(reports)).toEqual([`in-use ${before.fingerprint}`, `in-use ${after.fingerprint}`]);
    expect(reports[1]).toMatchObject({
      previousFingerprint: before.fingerprint,
      version: "3",
      time: "2026-01-01T00:01:10.000Z",
    });
  });

  it("say that an older pair is in use again while Mailjet rejects the newer one, and when that one is accepted", async () => {
    const { mailjet, store, clock, factory, reports } = await reportingScene();
    await send(factory);
    store.set("prod/mailjet", OTHER);
    await factory.refresh();
    await send(factory);
    await send(factory);
    const [old, other] = [reports[0]?.fingerprint, reports[1]?.fingerprint];
    expect(events(reports)).toEqual([`in-use ${old}`, `in-use ${other}`, `in-use ${old}`]);
    expect(reports[2]).toMatchObject({ previousFingerprint: other });
    mailjet.addKey(OTHER);
    await clock.advance(61_000);
    await send(factory);
    await send(factory);
    expect(events(reports.slice(3))).toEqual([`in-use ${other}`]);
  });

  it("do not flicker while the probe of a rejected pair fails", async () => {
    const { store, clock, factory, reports } = await reportingScene();
    await send(factory);
    store.set("prod/mailjet", OTHER);
    await factory.refresh();
    await send(factory);
    expect(reports).toHaveLength(3);
    for (let probe = 0; probe < 3; probe += 1) {
      await clock.advance(130_000);
      await Promise.all([send(factory), send(factory)]);
    }
    expect(reports).toHaveLength(3);
  });

  it("are repeated at a read an hour later, so that silence is not idleness, also when the store fails", async () => {
    const { store, clock, factory, reports } = await reportingScene({
      refreshAfterMs: 60_000,
      expireAfterMs: Number.POSITIVE_INFINITY,
    });
    const { fingerprint } = await factory.credentials();
    await clock.advance(HOUR_MS - 1);
    await factory.refresh();
    expect(reports).toHaveLength(1);
    await clock.advance(1);
    await factory.refresh();
    expect(events(reports)).toEqual([`in-use ${fingerprint}`, `in-use ${fingerprint}`]);
    expect(reports[1]).not.toHaveProperty("previousFingerprint");
    store.fail("ACCESS_DENIED");
    await clock.advance(HOUR_MS);
    await expect(factory.refresh()).rejects.toMatchObject({ code: "ACCESS_DENIED" });
    expect(reports).toHaveLength(3);
  });

  it("come without any call, hour by hour, from a pair that is kept fresh", async () => {
    const { clock, factory, reports } = await reportingScene({ keepFresh: true });
    await factory.credentials();
    await clock.advance(4 * HOUR_MS);
    expect(reports.length).toBeGreaterThanOrEqual(4);
    expect(reports.length).toBeLessThanOrEqual(5);
  });

  it("do not come from a pair that is too old to be served", async () => {
    const { store, clock, factory, reports } = await reportingScene();
    await factory.credentials();
    store.fail("ACCESS_DENIED");
    await clock.advance(2 * HOUR_MS);
    await expect(factory.credentials()).rejects.toMatchObject({ code: "ACCESS_DENIED" });
    expect(reports).toHaveLength(1);
  });

  it("come from an application that caches nothing, too", async () => {
    const { factory, reports } = await reportingScene({ expireAfterMs: 0 });
    await factory.credentials();
    await factory.credentials();
    expect(reports).toHaveLength(1);
  });

  it("say at close, once, that the pair is used no more, and nothing if none was", async () => {
    const { factory, reports } = await reportingScene();
    const { fingerprint } = await factory.credentials();
    await Promise.all([factory.close(), factory.close()]);
    expect(events(reports)).toEqual([`in-use ${fingerprint}`, `released ${fingerprint}`]);
    const idle = await reportingScene();
    await idle.factory.close();
    expect(idle.reports).toEqual([]);
  });

  it("are made for each account by its name, and for one that is kept no longer", async () => {
    const { factory, reports } = await reportingScene({ accounts: () => "prod/mailjet", maxAccounts: 1 });
    for (const name of ["one", "two"]) await factory.account(name).credentials();
    await factory.credentials();
    expect(reports.map(({ event, account }) => [event, account])).toEqual([
      ["mailjet-secrets.in-use", "one"],
      ["mailjet-secrets.released", "one"],
      ["mailjet-secrets.in-use", "two"],
      ["mailjet-secrets.in-use", undefined],
    ]);
    expect(new Set(reports.map(({ instance }) => instance)).size).toBe(1);
  });

  it("tell two factories of one process apart", async () => {
    const [one, two] = [await reportingScene(), await reportingScene()];
    await Promise.all([one.factory.credentials(), two.factory.credentials()]);
    expect(one.reports[0]?.instance).not.toBe(two.reports[0]?.instance);
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("async"))],
    [
      "throws at once",
      (): never => {
        throw new Error("sync");
      },
    ],
    ["never settles", () => new Promise<void>(() => {})],
  ])("do no harm to mail when the reporter %s", async (_, report) => {
    const reasons = await unhandledRejections(async () => {
      const { mailjet, factory } = await startScene({ application: "billing-api", report });
      await send(factory);
      await factory.close();
      expect(mailjet.messages).toHaveLength(1);
    });
    expect(reasons).toEqual([]);
  });

  it("may lead to calls of the same factory", async () => {
    const seen: string[] = [];
    const { factory } = await startScene({
      application: "billing-api",
      report: async ({ fingerprint }) => {
        seen.push(fingerprint, (await factory.credentials()).fingerprint);
      },
    });
    const { fingerprint } = await factory.credentials();
    await eventually(() => expect(seen).toEqual([fingerprint, fingerprint]));
  });

  it("show nothing of a key that stands as the name of an account", async () => {
    const { factory, reports } = await reportingScene({ accounts: () => "prod/mailjet" });
    await factory.account(OLD.apiKey).credentials();
    expect(JSON.stringify(reports)).not.toContain(OLD.apiKey);
    expect(reports[0]?.account).toBe("(looks like a key, not shown)");
  });
});

describe("the options of reports", () => {
  const create = (options: object) => () => createMailjetClientFactory({ provider: memoryProvider(), ...options });
  const report = (): void => {};

  it.each([
    ["nothing", ""],
    ["blanks", "  "],
    ["two lines", "billing\napi"],
    ["what a terminal obeys", "billing\u001b[2J"],
    ["what turns the direction", "billing\u202e"],
    ["too much", "x".repeat(129)],
    ["a key", OLD.apiKey],
    ["a number", 7],
  ])("refuse %s as a name, without repeating it", (_, application) => {
    expect(create({ application, report })).toThrow(/application must be a name of 1 to 128 printable characters/);
    expect(create({ application, report })).not.toThrow(OLD.apiKey);
  });

  it("take a name of any script, up to 128 characters, also without a reporter", () => {
    for (const application of ["billing-api", "Rechnungen (Süd)", "請求書", "x".repeat(128)]) {
      expect(create({ application })).not.toThrow();
    }
  });

  it("refuse a reporter without a name, and one that is no function", () => {
    expect(create({ report })).toThrow(/report needs application/);
    expect(create({ application: "billing-api", report: "stderr" })).toThrow(/report must be a function/);
  });

  it("pairUse reports for another process and another account", () => {
    const reports: ApplicationReport[] = [];
    const use = pairUse({
      application: "legacy",
      report: (each) => void reports.push(each),
      processId: 7,
      account: "marketing",
    });
    use.release();
    expect(reports).toEqual([]);
    const other = pairUse({ application: "legacy", report: (each) => void reports.push(each), processId: 7 });
    other.note({ fingerprint: "0a0b0c0d", provider: "env" });
    other.release();
    other.note({ fingerprint: "0a0b0c0e", provider: "env" });
    expect(events(reports)).toEqual(["in-use 0a0b0c0d", "released 0a0b0c0d"]);
    expect(reports[0]).toMatchObject({ processId: 7, application: "legacy" });
  });
});
