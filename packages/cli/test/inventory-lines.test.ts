import { describe, expect, it } from "vitest";
import { createInventory, type Inventory } from "../src/inventory/create-inventory.ts";
import { applicationsStillOn } from "../src/inventory/judge.ts";
import { readInventory, readInventoryFiles } from "../src/inventory/read-inventory.ts";
import { splitLines } from "../src/inventory/split-lines.ts";

const NOW = Date.UTC(2026, 0, 1, 12);
const OLD = "3c0eac54";
const NEW = "8c32ab01";
const REPORT = {
  event: "mailjet-secrets.in-use",
  application: "billing-api",
  host: "web-1",
  processId: 7,
  instance: "0a1b2c3d",
  fingerprint: OLD,
  provider: "vault",
  version: "3",
  time: "2026-01-01T11:00:00.000Z",
};
const LINE = JSON.stringify(REPORT);
const SCAN = {
  version: 1,
  findings: [{ path: "src/config.js", line: 3, column: 9, length: 65, kind: "key-pair", fingerprint: OLD }],
  unread: [],
  summary: { findings: 1 },
};

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part as string);
}

const read = (...parts: readonly (string | Uint8Array)[]): Promise<Inventory> => readInventory(chunks(...parts));

/** What was found, without what is the same in all. */
const found = (inventory: Inventory): string[] =>
  [...inventory.instances.values()].map(({ application, fingerprint }) => `${application} ${fingerprint}`);

const report = (changes: Readonly<Record<string, unknown>>): string => `${JSON.stringify({ ...REPORT, ...changes })}\n`;

describe("readInventory finds a report", () => {
  it.each([
    ["alone in its line", LINE],
    ["behind the prefix of kubectl", `[pod/billing-5d7c9/app] ${LINE}`],
    ["behind the prefix of docker compose", `web-1  | ${LINE}`],
    ["behind the time and stream of a container runtime", `2026-01-01T11:00:00.000000001Z stderr F ${LINE}`],
    ["behind a prefix with braces and quotes", `{app} "it{" ${LINE}`],
    ["before a suffix, and between colours", `\u001b[32m${LINE}\u001b[0m trace=1`],
    ["as text in the message of pino", JSON.stringify({ level: 30, time: 1767265200000, msg: LINE })],
    ["as text in the message of winston", JSON.stringify({ level: "info", message: LINE })],
    ["as an object in the message of winston", JSON.stringify({ level: "info", message: REPORT })],
    ["among the fields of bunyan", JSON.stringify({ name: "x", hostname: "h", pid: 1, level: 30, ...REPORT, v: 0 })],
    ["in the file of docker", JSON.stringify({ log: `${LINE}\n`, stream: "stderr", time: "2026-01-01T11:00:00Z" })],
    ["in pino in docker", JSON.stringify({ log: `${JSON.stringify({ level: 30, msg: LINE })}\n`, stream: "stderr" })],
    ["in an export of several events", JSON.stringify({ events: [{ message: "other" }, { message: LINE }] })],
    ["escaped, in a log of words", `level=info msg="${LINE.replaceAll('"', '\\"')}" caller=x`],
    ["behind an object that ends too late", `{"a": ${LINE}`],
  ])("%s", async (_, line) => {
    const inventory = await read(`listening on 8080\n${line}\n{"level":30,"msg":"done"}\n`);
    expect(found(inventory)).toEqual([`billing-api ${OLD}`]);
    expect(inventory.passedOver).toEqual({ invalid: 0, tooLong: 0, forgotten: 0 });
  });

  it("more than one in a line", async () => {
    expect(found(await read(`${LINE} ${report({ application: "worker" })}`))).toHaveLength(2);
  });

  it.each([
    ["CRLF", Buffer.from(`first\r\n${LINE}\r\n`)],
    ["a byte order mark", Buffer.from(`\uFEFF${LINE}\n`)],
    ["UTF-16, as PowerShell writes it", Buffer.from(`\uFEFF${LINE}\r\n`, "utf16le")],
    ["UTF-16 of the other order", Buffer.from(`\uFEFF${LINE}\r\n`, "utf16le").swap16()],
    ["no end of the last line", Buffer.from(LINE)],
    ["bytes that are no text before it", Buffer.concat([Buffer.from([0, 255, 254, 128, 10, 192]), Buffer.from(LINE)])],
  ])("with %s", async (_, bytes) => {
    expect(found(await read(bytes))).toEqual([`billing-api ${OLD}`]);
  });

  it("in pieces of any size, which may end within a character", async () => {
    const bytes = Buffer.from(`före\n${report({ application: "Rechnungen Süd 請求書" })}`);
    for (const size of [1, 2, 3, 7]) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      expect(found(await read(...parts))).toEqual([`Rechnungen Süd 請求書 ${OLD}`]);
    }
  });
});

describe("readInventory passes over", () => {
  it.each([
    ["a name that is no text", { application: 7 }],
    ["an empty name", { application: "" }],
    ["a name that is too long", { application: "x".repeat(257) }],
    ["no host", { host: undefined }],
    ["a process that is no number", { processId: "7" }],
    ["a process below nothing", { processId: -1 }],
    ["a fingerprint that is none", { fingerprint: "3C0EAC5" }],
    ["a key in place of a fingerprint", { fingerprint: "00112233445566778899aabbccddeeff" }],
    ["a fingerprint before it that is none", { previousFingerprint: "x" }],
    ["a time that is none", { time: "yesterday" }],
    ["a time of no day", { time: "2026-13-45T00:00:00Z" }],
    ["a time as a number", { time: 1767265200000 }],
    ["an account that is an object", { account: {} }],
    ["a version that is a list", { version: [] }],
  ])("a report with %s, and counts it", async (_, changes) => {
    const inventory = await read(report(changes), LINE);
    expect(found(inventory)).toEqual([`billing-api ${OLD}`]);
    expect(inventory.passedOver.invalid).toBe(1);
  });

  it("an event that it does not know, text that only speaks of one, and a report that was cut off", async () => {
    const lines = [
      report({ event: "mailjet-secrets.other" }),
      "docs: mailjet-secrets.in-use means that a pair is used {\n",
      `${LINE.slice(0, 60)}\n`,
      '{"__proto__":{"event":"mailjet-secrets.in-use"}}\n',
    ];
    const inventory = await read(...lines);
    expect(found(inventory)).toEqual([]);
    expect(inventory.passedOver.invalid).toBe(1);
  });

  it("a line that is too long, in bounded memory, and reads on behind it", async () => {
    const long = "x".repeat(65_536);
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (let count = 0; count < 4_000; count += 1) yield Buffer.from(long);
      yield Buffer.from(`${LINE}\n${report({ application: "worker" })}`);
    }
    const before = process.memoryUsage().rss;
    const inventory = await readInventory(endless());
    expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
    expect(found(inventory)).toEqual([`worker ${OLD}`]);
    expect(inventory.passedOver.tooLong).toBe(1);
  });

  it("what a hostile line is made of, without hanging at it", async () => {
    const hostile = [
      `${'{"'.repeat(200_000)}mailjet-secrets.in-use`,
      `mailjet-secrets.in-use ${"{".repeat(400_000)}`,
      `${'{"a":'.repeat(5_000)}"mailjet-secrets.in-use"${"}".repeat(5_000)}`,
      `{"a":"${"\\\\".repeat(200_000)}mailjet-secrets.in-use`,
    ];
    const inventory = await read(hostile.join("\n"), "\n", LINE);
    expect(found(inventory)).toEqual([`billing-api ${OLD}`]);
  });
});

describe("an inventory", () => {
  it("shows nothing that a terminal obeys, and no key that stands as a name", async () => {
    const key = "00112233445566778899aabbccddeeff";
    const inventory = await read(
      report({ application: "a\u001b[2J\u202eb", host: "h\u009b31m\nx", account: key, version: "\u0007" }),
    );
    const text = JSON.stringify([...inventory.instances]);
    expect(text).toContain("a\\\\u{1b}[2J\\\\u{202e}b");
    expect([...inventory.instances.values()].flatMap(Object.values).join()).not.toMatch(/[\p{Cc}\p{Cf}]|00112233/u);
  });

  it("knows an instance by application, host, process, instance and account", async () => {
    const others = [
      {},
      { application: "b" },
      { host: "web-2" },
      { processId: 8 },
      { instance: "ffffffff" },
      { instance: undefined },
      { account: "marketing" },
    ];
    const inventory = await read(...others.map(report), ...others.map(report));
    expect(inventory.instances.size).toBe(others.length);
  });

  it("goes by the times of the reports, in whatever order files are given", async () => {
    const reports = [
      report({ time: "2026-01-01T08:00:00Z" }),
      report({ time: "2026-01-01T09:00:00Z", fingerprint: NEW, previousFingerprint: OLD }),
      report({ time: "2026-01-01T10:00:00Z", fingerprint: NEW }),
      report({ time: "2026-01-01T13:30:00+02:00", fingerprint: NEW, event: "mailjet-secrets.released" }),
    ];
    for (const order of [reports, reports.toReversed()]) {
      const [instance] = (await read(...order)).instances.values();
      expect(instance).toMatchObject({
        fingerprint: NEW,
        since: Date.parse("2026-01-01T09:00:00Z"),
        lastSeen: Date.parse("2026-01-01T11:30:00Z"),
        isReleased: true,
      });
    }
  });

  it("starts anew with an instance that is in use again after it was released", async () => {
    const released = report({ event: "mailjet-secrets.released", time: "2026-01-01T11:10:00Z" });
    const [instance] = (await read(report({}), released, report({ time: "2026-01-01T11:20:00Z" }))).instances.values();
    expect(instance?.isReleased).toBe(false);
  });

  it("keeps no more than it may, and forgets those that were seen longest ago", async () => {
    const inventory = createInventory(2);
    const names = ["one", "two", "one", "three"];
    await readInventory(chunks(...names.map((application) => report({ application }))), inventory);
    expect(found(inventory)).toEqual([`one ${OLD}`, `three ${OLD}`]);
    expect(inventory.passedOver.forgotten).toBe(1);
  });

  it("names the applications that still serve a pair, once each, without those that are silent or released", async () => {
    const inventory = await read(
      report({ application: "worker" }),
      report({ application: "billing-api" }),
      report({ application: "billing-api", processId: 8 }),
      report({ application: "moved", fingerprint: NEW }),
      report({ application: "closed", event: "mailjet-secrets.released" }),
      report({ application: "silent", time: "2026-01-01T09:59:59Z" }),
      report({ application: "ahead", time: "2026-01-01T15:00:00Z" }),
    );
    expect(applicationsStillOn(inventory, OLD, { now: NOW })).toEqual(["ahead", "billing-api", "worker"]);
    expect(applicationsStillOn(inventory, OLD, { now: NOW, silentAfterMs: 60_000 })).toEqual(["ahead"]);
    expect(applicationsStillOn(inventory, NEW, { now: NOW })).toEqual(["moved"]);
  });
});

describe("results of scan", () => {
  it.each([
    ["as scan --json writes them", JSON.stringify(SCAN, undefined, 2)],
    ["in one line", JSON.stringify(SCAN)],
    ["with CRLF", JSON.stringify(SCAN, undefined, 2).replaceAll("\n", "\r\n")],
  ])("are found between other lines, %s", async (_, text) => {
    const inventory = await read(`first\n${LINE}\n${text}\n${report({ application: "worker" })}`);
    expect(found(inventory)).toHaveLength(2);
    expect(inventory.scans).toBe(1);
    expect([...inventory.mentions.values()]).toEqual([
      { path: "src/config.js", line: 3, kind: "key-pair", fingerprint: OLD },
    ]);
  });

  it("are known by more than an opening brace: what begins like one is read line by line", async () => {
    const inventory = await read(`{\n${LINE}\n{\n  "version": 1,\n${report({ application: "worker" })}`);
    expect(found(inventory)).toEqual([`billing-api ${OLD}`, `worker ${OLD}`]);
  });

  it("that only begin like one hide no report, although a brace follows", async () => {
    const names = Array.from({ length: 20 }, (_, number) => `service-${number}`);
    const reports = names.map((application) => report({ application })).join("");
    const inventory = await read(`{\n  "version": 1,\n${reports}}\n${LINE}\n`);
    expect(found(inventory)).toEqual([...names, "billing-api"].map((name) => `${name} ${OLD}`));
  });

  it("are passed over as a whole if one finding makes no sense", async () => {
    const findings = [...SCAN.findings, { path: 7 }];
    const inventory = await read(JSON.stringify({ ...SCAN, findings }));
    expect({ mentions: inventory.mentions.size, invalid: inventory.passedOver.invalid }).toEqual({
      mentions: 0,
      invalid: 1,
    });
  });

  it("show nothing that a terminal obeys", async () => {
    const findings = [{ ...SCAN.findings[0], path: "a\u001b]0;x\u0007/b.js", commit: "0a".repeat(20) }];
    const [mention] = (await read(JSON.stringify({ ...SCAN, findings }))).mentions.values();
    expect(mention).toMatchObject({ path: "a\\u{1b}]0;x\\u{7}/b.js", commit: "0a".repeat(20) });
  });
});

describe("splitLines", () => {
  it("counts a line that is too long once, in whatever pieces it comes", async () => {
    const lines: unknown[] = [];
    for await (const line of splitLines(chunks("abc", "def", "gh\nij\nabcdef", "g\nk"), 6)) lines.push(line);
    expect(lines).toEqual([{ tooLong: true }, { text: "ij" }, { tooLong: true }, { text: "k" }]);
  });
});

it("a file that cannot be read is named", async () => {
  const failure = readInventoryFiles(["/nonexistent/reports.jsonl"]);
  await expect(failure).rejects.toMatchObject({ code: "INVALID_CONFIG" });
  await expect(failure).rejects.toThrow("/nonexistent/reports.jsonl");
});
