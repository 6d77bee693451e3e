import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { runInTerminal } from "./support/run-command.ts";
import {
  DAY_MS,
  FINGERPRINT,
  HOUR_MS,
  misuse,
  noKeyIn,
  PAIR,
  runUsage,
  SUB_PAIR,
  usageScene,
} from "./support/usage-scene.ts";

const HISTORY = "with the key's own four weeks before";

describe("usage of a key that nobody has misused", () => {
  it("says so, with the numbers by the day and what else there is, and ends with 0", async () => {
    const scene = await usageScene();
    const { code, stdout, stderr } = await runUsage(scene);
    expect([code, stderr]).toEqual([EXIT.ok, ""]);
    expect(stdout).toMatch(/^Nothing looks odd\.\n\nKey +shop \(id \d+\), fingerprint [0-9a-f]{8}, primary key\n/);
    expect(stdout).toContain(FINGERPRINT);
    expect(stdout).toContain(HISTORY);
    expect(stdout).toMatch(/^Senders +1: shop@example\.com$/m);
    expect(stdout).toMatch(/^API tokens +none$/m);
    expect(stdout).toMatch(/^ {2}owner@example\.com: \d{4}-\d\d-\d\d \d\d:\d\d UTC, from 192\.0\.2\.10$/m);
  });

  it("asks Mailjet by calls that only read, and for no message", async () => {
    const scene = await usageScene();
    await runUsage(scene);
    const asked = scene.mailjet.received.map(({ method, path }) => `${method} ${path.split("?")[0]}`);
    expect(asked).toEqual(
      ["statcounters", "apikey", "sender", "eventcallbackurl", "apitoken", "user"].map(
        (name) => `GET /v3/REST/${name}`,
      ),
    );
  });

  it("reads all pages of a list", async () => {
    const scene = await usageScene();
    for (const number of Array(1_005).keys()) {
      scene.mailjet.addSender(PAIR.apiKey, `sender-${number}@example.com`, { createdAt: scene.thisHour - 50 * DAY_MS });
    }
    const { code, stdout } = await runUsage(scene, ["--json"]);
    const { senders } = JSON.parse(stdout) as { senders: unknown[] };
    expect([code, senders.length]).toEqual([EXIT.ok, 1_006]);
  });
});

describe("usage of a key that somebody else has used", () => {
  it("names the spikes, the new sender and the new token, and ends with 1", async () => {
    const scene = await usageScene();
    misuse(scene);
    const { code, stdout } = await runUsage(scene);
    expect(code).toBe(EXIT.found);
    expect(stdout).toMatch(/^6 things look odd\.\n/);
    expect(stdout).toMatch(/^ {2}- 3,\d{3} mails sent from [-\d: to]+ UTC \(usual then: \d+\)$/m);
    expect(stdout).toMatch(/^ {2}- 900 mails blocked /m);
    expect(stdout).toMatch(/^ {2}- 30\d mails bounced /m);
    expect(stdout).toMatch(/^ {2}- 120 mails marked as spam /m);
    expect(stdout).toMatch(/^ {2}- a new sender: billing@evil\.example \("<img /m);
    expect(stdout).toMatch(/^ {2}- a new API token: number \d+, iframe, last used /m);
    expect(stdout).toMatch(/\^\^?\^?$/m);
  });

  it("finds a new key of the account with the pair of its primary key only", async () => {
    const scene = await usageScene();
    scene.mailjet.addKey({ apiKey: "9".repeat(31).concat("a"), apiSecret: "8".repeat(31).concat("b"), name: "spare" });
    const { code, stdout } = await runUsage(scene);
    expect([code, stdout]).toEqual([EXIT.found, expect.stringContaining("- a new key in the account: spare (id ")]);
    const sub = await runUsage(scene, [], {
      more: { MJ_APIKEY_PUBLIC: SUB_PAIR.apiKey, MJ_APIKEY_PRIVATE: SUB_PAIR.apiSecret },
    });
    expect([sub.code, sub.stdout]).toEqual([EXIT.ok, expect.stringContaining("which sees itself only")]);
  });

  it("finds by the day what stays below the limit of each hour", async () => {
    const scene = await usageScene();
    const hours = Array.from({ length: 24 }, (_, hour) => scene.thisHour - (hour + 30) * HOUR_MS);
    scene.mailjet.seedCounters(
      PAIR.apiKey,
      hours.map((at) => ({ at, Total: 0, MessageBlockedCount: 4 })),
    );
    const { code, stdout } = await runUsage(scene, ["--json"]);
    const { findings } = JSON.parse(stdout) as { findings: { metric: string; from: string; to: string }[] };
    expect([code, findings.map(({ metric }) => metric)]).toEqual([EXIT.found, ["blocked"]]);
    expect(findings[0]?.from).toMatch(/T00:00:00\.000Z$/);
  });

  it("finds a sender that was deleted afterwards", async () => {
    const scene = await usageScene();
    const createdAt = scene.thisHour - 5 * HOUR_MS;
    scene.mailjet.addSender(PAIR.apiKey, "gone@evil.example", { status: "Deleted", createdAt });
    const { code, stdout } = await runUsage(scene);
    expect([code, stdout]).toEqual([EXIT.found, expect.stringContaining("a new sender: gone@evil.example, deleted")]);
  });

  it("shows no key that stands in a name or address, and no control character", async () => {
    const scene = await usageScene({ name: `key ${PAIR.apiKey}` });
    const createdAt = scene.thisHour - 5 * HOUR_MS;
    scene.mailjet.addSender(PAIR.apiKey, "x@evil.example", { name: `\u001b[2J${PAIR.apiSecret}\u202e`, createdAt });
    scene.mailjet.addWebhook(PAIR.apiKey, { url: `https://a:${PAIR.apiSecret}@hooks.example.com/${PAIR.apiKey}?b=c` });
    for (const words of [["--html", "report.html"], ["--json"], ["--write-baseline", "known.json"]]) {
      const { stdout } = await runUsage(scene, words);
      expect(stdout).not.toContain("\u001b");
      expect(stdout).not.toContain("\u202e");
    }
    for (const file of ["report.html", "known.json"]) noKeyIn(readFileSync(join(scene.directory, file), "utf8"));
  });
});

describe("usage on a machine whose clock is wrong", () => {
  it.each([
    [90, /The clock of this machine is (89|90|91) minutes behind Mailjet's: the period is off by as much\./],
    [-90, /The clock of this machine is (89|90|91) minutes ahead of Mailjet's: the period is off by as much\./],
  ])("says so: %i minutes behind", async (behindMinutes, words) => {
    const scene = await usageScene({ behindMinutes });
    const { code, stdout } = await runUsage(scene);
    expect([code, stdout.replace(/\n */g, " ")]).toEqual([EXIT.ok, expect.stringMatching(words)]);
  });
});

describe("usage compares with what is expected", () => {
  it.each([
    [["--expect-per-hour", "30"], EXIT.found, "30 an hour"],
    [["--expect-per-hour", "5000"], EXIT.ok, "5000 an hour"],
    [["--expect-per-day", "100"], EXIT.found, "100 a day"],
    [["--expect-per-day", "5000", "--since", "28d"], EXIT.ok, "5000 a day"],
  ])("%j", async (words, expected, text) => {
    const scene = await usageScene();
    const { code, stdout } = await runUsage(scene, words);
    expect([code, stdout]).toEqual([expected, expect.stringContaining(text)]);
  });

  it("and needs nothing else for a key that is too young to be compared with itself", async () => {
    const scene = await usageScene({ ageDays: 10 });
    const alone = await runUsage(scene, ["--since", "3d"]);
    expect([alone.code, alone.stdout]).toEqual([EXIT.unread, expect.stringContaining("less than two weeks of counts")]);
    const expected = await runUsage(scene, ["--since", "3d", "--expect-per-hour", "500"]);
    expect([expected.code, expected.stdout]).toEqual([EXIT.ok, expect.stringContaining("compared with nothing")]);
  });
});

describe("usage of what it may not see", () => {
  it("is no claim that there is nothing, and ends with 2", async () => {
    const scene = await usageScene();
    for (const path of ["/v3/REST/user", "/v3/REST/eventcallbackurl"]) {
      scene.mailjet.fail({ kind: "status", status: 403, path });
    }
    // Some resources keep a valid pair away by a 401.
    scene.mailjet.fail({ kind: "unauthorized-without-code", path: "/v3/REST/apitoken" });
    const { code, stdout } = await runUsage(scene);
    expect(code).toBe(EXIT.unread);
    expect(stdout).toMatch(/^Nothing looks odd in what could be read, but not everything could\.\n/);
    for (const name of ["Users", "Webhooks", "API tokens"]) {
      expect(stdout).toMatch(new RegExp(`^${name} +not allowed to see$`, "m"));
    }
    expect(stdout).toContain("  - The users and their log-ins: the key is not allowed to see them.");
  });

  it("does not hide what is odd in the rest", async () => {
    const scene = await usageScene();
    misuse(scene);
    scene.mailjet.fail({ kind: "status", status: 502, path: "/v3/REST/user" });
    const { code, stdout } = await runUsage(scene, ["--json"]);
    const { verdict, unread, users } = JSON.parse(stdout) as Record<string, unknown>;
    expect([code, verdict, users]).toEqual([EXIT.found, "odd", null]);
    expect(unread).toEqual([
      { what: "users", reason: "failed", text: "The users and their log-ins could not be read (UNAVAILABLE)." },
    ]);
  });

  it("goes on if it may not see even the counters", async () => {
    const scene = await usageScene();
    scene.mailjet.fail({ kind: "status", status: 403, path: "/v3/REST/statcounters" });
    const { code, stdout } = await runUsage(scene, ["--html", "report.html"]);
    expect([code, stdout]).toEqual([EXIT.unread, expect.stringContaining("The counters: the key is not allowed")]);
    expect(readFileSync(join(scene.directory, "report.html"), "utf8")).toContain("<li>The counters: the key");
  });
});

describe("usage when Mailjet or the store fails", () => {
  it.each([
    ["rejects the pair", { kind: "unauthorized-without-code" }, EXIT.rejectedByMailjet],
    ["has suspended it", { kind: "error", status: 401, code: "mj-0001", message: "Suspended." }, EXIT.suspended],
    ["cuts the connection", { kind: "reset" }, EXIT.possiblyBlocked],
    ["cannot serve", { kind: "status", status: 503 }, EXIT.mailjetUnreachable],
    ["is somebody else", { kind: "garbage", body: "html" }, EXIT.mailjetUnreachable],
  ] as const)("asks once and ends with the code for a Mailjet that %s", async (_, fault, expected) => {
    const scene = await usageScene();
    scene.mailjet.fail(fault);
    const { code, stdout, stderr } = await runUsage(scene, ["--html", "report.html"]);
    expect([code, stdout, stderr]).toEqual([expected, "", expect.stringMatching(/^[A-Z_]+: .*Mailjet/)]);
    expect(scene.mailjet.received.length).toBe(1);
    expect(() => statSync(join(scene.directory, "report.html"))).toThrow("ENOENT");
  });

  it("ends with 80 for a pair that is wrong, and with 81 for one that is suspended", async () => {
    const scene = await usageScene();
    const wrong = await runUsage(scene, [], { more: { MJ_APIKEY_PRIVATE: SUB_PAIR.apiSecret } });
    expect(wrong.code).toBe(EXIT.rejectedByMailjet);
    scene.mailjet.suspend(PAIR.apiKey);
    expect((await runUsage(scene)).code).toBe(EXIT.suspended);
    expect(scene.mailjet.unauthorizedCount).toBe(2);
  });

  it("ends with the code of the store, and asks Mailjet nothing", async () => {
    const scene = await usageScene();
    const missing = await runUsage(scene, [], { more: { MJ_APIKEY_PUBLIC: "", MJ_APIKEY_PRIVATE: "" } });
    expect(missing.code).toBe(EXIT.missing);
    const sms = await runUsage(scene, ["--config", "sms.json"]);
    expect(sms.code).toBe(EXIT.configuration);
    expect(scene.mailjet.received.length).toBe(0);
  });
});

describe("usage with a pair on standard input", () => {
  it.each([
    ["JSON", JSON.stringify(PAIR)],
    ["two lines", `${PAIR.apiKey}\n${PAIR.apiSecret}\n`],
  ])("takes it as %s, and needs no store", async (_, input) => {
    const scene = await usageScene();
    const more = { MJ_APIKEY_PUBLIC: "", MJ_APIKEY_PRIVATE: "" };
    const { code, stdout } = await runUsage(scene, ["--stdin"], { input, more });
    expect([code, stdout]).toEqual([EXIT.ok, expect.stringContaining(FINGERPRINT)]);
  });

  it("says what is wrong with it, and does not mix it with a store", async () => {
    const scene = await usageScene();
    expect((await runUsage(scene, ["--stdin"])).code).toBe(EXIT.usage);
    expect((await runUsage(scene, ["--stdin"], { input: "{}" })).code).toBe(EXIT.invalidSecret);
    expect((await runUsage(scene, ["--stdin", "--secret", "x"])).code).toBe(EXIT.usage);
    expect(scene.mailjet.received.length).toBe(0);
  });
});

describe("the output of usage", () => {
  it("is one JSON object with --json, of a fixed shape", async () => {
    const scene = await usageScene();
    misuse(scene);
    const { stdout } = await runUsage(scene, ["--json", "--since", "48h"]);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual([
      ...[
        "schemaVersion",
        "generatedAt",
        "timeZone",
        "verdict",
        "exitCode",
        "key",
        "period",
        "comparedWith",
        "findings",
      ],
      ...["notes", "unread", "totals", "counters", "senders", "webhooks", "tokens", "subKeys", "users"],
    ]);
    expect(report).toMatchObject({
      schemaVersion: 1,
      verdict: "odd",
      exitCode: 1,
      key: { fingerprint: FINGERPRINT, name: "shop", isMaster: true, isActive: true, runlevel: "Normal" },
      period: { step: "hour" },
      unread: [],
    });
    const [spike] = report["findings"] as Record<string, unknown>[];
    const from = new Date(scene.thisHour - 40 * HOUR_MS).toISOString();
    const to = new Date(scene.thisHour - 37 * HOUR_MS).toISOString();
    expect(spike).toMatchObject({ kind: "spike", metric: "sent", from, to, usual: expect.any(Number) });
    const counters = report["counters"] as Record<string, unknown>[];
    expect(counters.length).toBe(49);
    const during = counters.find(({ at }) => at === from);
    expect(during).toMatchObject({ blocked: 300, bounced: expect.any(Number), spam: 40 });
    expect(during?.["limit"]).toMatchObject({ blocked: 5, sent: expect.any(Number) });
  });

  it("has colours in a terminal, fits into it, and has none without", async () => {
    const scene = await usageScene();
    misuse(scene);
    const { code, stdout } = await runInTerminal(["usage"], scene);
    noKeyIn(stdout);
    expect(code).toBe(EXIT.found);
    expect(stdout).toContain("\u001b[31m6 things look odd.");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those that a terminal obeys
    const plain = stdout.replace(/\u001b\[\d+m/g, "");
    const chart = plain.split(/\r?\n/).filter((line) => line.includes("│"));
    expect(Math.max(...chart.map((line) => line.length))).toBeGreaterThan(100);
    expect(Math.max(...chart.map((line) => line.length))).toBeLessThanOrEqual(120);
    expect((await runUsage(scene)).stdout).not.toContain("\u001b");
  });

  it.each([
    [["--since", "7"], "--since has to be"],
    [["--since", "91d"], "--since has to be"],
    [["--since", "0h"], "--since has to be"],
    [["--expect-per-hour", "many"], "--expect-per-hour has to be"],
    [["--expect-per-day", "-1"], "--expect-per-day has to be"],
    [["--write-baseline", "known.json", "--since", "4w"], "--write-baseline keeps counts by the hour"],
  ])("names a mistake in the options: %j", async (words, text) => {
    const scene = await usageScene();
    const { code, stderr } = await runUsage(scene, words);
    expect([code, stderr]).toEqual([EXIT.usage, expect.stringContaining(text)]);
    expect(scene.mailjet.received.length).toBe(0);
  });
});
