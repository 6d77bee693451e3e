import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { EXIT } from "../src/exit-codes.ts";
import { runInTerminal } from "./support/run-command.ts";
import { folderWith, PAIR, PAIR_VARIABLES, run, startExec } from "./support/run-exec.ts";
import { ENV_FILE, FINGERPRINT, scanFolder } from "./support/scan-folder.ts";

const OLD = "8c32ab01";
const CURRENT = "d6c1a6d0";
const HOUR_MS = 3_600_000;

/** A line of a report; `hoursAgo`: how long it has been said. */
function report(application: string, fingerprint: string, hoursAgo = 0, more: object = {}): string {
  const time = new Date(Date.now() - hoursAgo * HOUR_MS).toISOString();
  const place = { host: "web-1", processId: 7, instance: "0a1b2c3d", provider: "vault" };
  return `${JSON.stringify({ event: "mailjet-secrets.in-use", application, ...place, fingerprint, time, ...more })}\n`;
}

const SCAN = JSON.stringify(
  {
    version: 1,
    findings: [
      { path: "src/mail.php", line: 12, column: 3, length: 65, kind: "key-pair", fingerprint: OLD },
      { path: "test/mail.php", line: 1, column: 1, length: 32, kind: "api-key", fingerprint: "00000000" },
    ],
    unread: [],
    summary: {},
  },
  undefined,
  2,
);
const MIXED = [
  "ready\n",
  report("billing-api", CURRENT),
  report("billing-api", CURRENT, 0, { processId: 8 }),
  report("mailer", OLD),
  report("mailer", OLD, 0, { processId: 8, account: "marketing" }),
  report("worker", OLD, 3),
  report("closed", OLD, 1, { event: "mailjet-secrets.released" }),
].join("");

/** The columns of a row of the table by its first. */
function rowOf(stdout: string, application: string): string[] {
  const row = stdout.split("\n").find((line) => line.startsWith(`${application} `));
  return (row ?? "").split(/ {2,}/);
}

describe("inventory", () => {
  it("prints a table of who uses which pair, and says who is late and who is silent", async () => {
    const { code, stdout, stderr } = await run(["inventory", "--fingerprint", CURRENT], { input: MIXED });
    expect({ code, stderr }).toEqual({ code: EXIT.found, stderr: "" });
    expect(stdout.split("\n")[0]).toMatch(/^APPLICATION +HOST +PROCESS +ACCOUNT +PAIR +SINCE +LAST SEEN +STATE$/);
    expect(rowOf(stdout, "billing-api")).toEqual([
      "billing-api",
      "web-1",
      "7",
      "-",
      CURRENT,
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      "current",
    ]);
    expect(["mailer", "worker", "closed"].map((name) => rowOf(stdout, name).at(-1))).toEqual([
      "old",
      "silent",
      "released",
    ]);
    expect(stdout).toContain("Still on the old pair: mailer (2 processes).\n");
    expect(stdout).toContain("Gone silent, so nothing is known of them: worker.\n");
  });

  it("takes for old only the pair that --old names, and calls others unknown", async () => {
    const input = [report("shop", "ffffffff"), report("mailer", CURRENT)].join("");
    const both = ["inventory", "--fingerprint", CURRENT];
    const named = await run([...both, "--old", OLD], { input });
    expect(named.code).toBe(EXIT.ok);
    expect(rowOf(named.stdout, "shop").at(-1)).toBe("unknown");
    expect(named.stdout).toContain("On a pair that was not named: shop.");
    expect((await run(both, { input })).code).toBe(EXIT.found);
    const oldOnly = await run(["inventory", "--old", "FFFFFFFF"], { input });
    expect([oldOnly.code, rowOf(oldOnly.stdout, "shop").at(-1)]).toEqual([EXIT.found, "old"]);
  });

  it("judges nobody without a pair to compare with", async () => {
    const { code, stdout } = await run(["inventory"], { input: MIXED });
    expect(code).toBe(EXIT.ok);
    expect(rowOf(stdout, "mailer").at(-1)).toBe("unknown");
    expect(stdout).toContain("Which pair is the right one was not said");
  });

  it("takes the current pair from the store with --current, and never shows it", async () => {
    const input = report("mailer", OLD);
    const { code, stdout, stderr } = await run(["inventory", "--current", "--json"], { input });
    expect(code).toBe(EXIT.found);
    expect(JSON.parse(stdout)).toMatchObject({ current: "3c0eac54" });
    expect(findCanary(stdout + stderr, canaryForms(PAIR.apiKey, PAIR.apiSecret))).toBeUndefined();
    const missing = await run(["inventory", "--current"], { input, env: {} });
    expect([missing.code, missing.stdout]).toEqual([EXIT.missing, ""]);
  });

  it("says after how long somebody is silent, as --silent-after has it", async () => {
    const input = report("worker", OLD, 3);
    const words = ["inventory", "--fingerprint", CURRENT, "--silent-after"];
    expect((await run([...words, "90m"], { input })).code).toBe(EXIT.ok);
    expect((await run([...words, "1d"], { input })).code).toBe(EXIT.found);
  });

  it("prints one JSON object with --json", async () => {
    const { code, stdout } = await run(["inventory", "--json", "--fingerprint", CURRENT, "-"], {
      input: MIXED + SCAN,
    });
    expect(code).toBe(EXIT.found);
    const { instances, mentions, ...rest } = JSON.parse(stdout) as {
      instances: Record<string, unknown>[];
      mentions: unknown[];
    };
    expect(rest).toEqual({
      version: 1,
      current: CURRENT,
      old: null,
      unread: [],
      summary: {
        instances: 6,
        current: 2,
        old: 2,
        silent: 1,
        released: 1,
        unknown: 0,
        mentions: 2,
        scans: 1,
        passedOver: { invalid: 0, tooLong: 0, forgotten: 0 },
      },
    });
    expect(instances[3]).toEqual({
      application: "mailer",
      host: "web-1",
      processId: 7,
      instance: "0a1b2c3d",
      fingerprint: OLD,
      provider: "vault",
      since: expect.stringMatching(/Z$/),
      lastSeen: expect.stringMatching(/Z$/),
      state: "old",
    });
    expect(mentions[0]).toEqual({
      path: "src/mail.php",
      line: 12,
      kind: "key-pair",
      fingerprint: OLD,
      state: "old",
    });
  });

  it("adds who has the key in the code, out of the same input or a file of its own", async () => {
    const cwd = await folderWith({ "scan.json": SCAN, "app.log": MIXED });
    const words = ["inventory", "--fingerprint", CURRENT, "app.log"];
    for (const more of [["scan.json"], ["--scan", "scan.json"]]) {
      const { code, stdout } = await run([...words, ...more], { cwd });
      expect(code).toBe(EXIT.found);
      expect(stdout).toContain(
        `In the code:\n  src/mail.php:12  key-pair  ${OLD}  old\n  1 other key that nobody reports\n`,
      );
      expect(stdout).toContain("The old pair is in the code, in 1 place.");
    }
  });

  it("takes what the real scan prints", async () => {
    const cwd = scanFolder({ ".env": ENV_FILE });
    const { stdout: scan } = await run(["scan", "--json"], { cwd });
    const { code, stdout } = await run(["inventory", "--old", FINGERPRINT], { input: scan });
    expect(stdout).toContain(`  .env:1  key-pair  ${FINGERPRINT}  old\n`);
    expect(code).toBe(EXIT.ok);
  });

  it("ends with 2 if something could not be read, and nobody is known to be late", async () => {
    const cwd = await folderWith({ "app.log": report("billing-api", CURRENT), "late.log": report("mailer", OLD) });
    const words = ["inventory", "--fingerprint", CURRENT, "absent.log", "."];
    const { code, stdout, stderr } = await run([...words, "app.log"], { cwd });
    expect(code).toBe(EXIT.unread);
    expect(stdout).toContain("billing-api");
    expect(stderr).toBe(
      "Not read: absent.log: does not exist, or leads to nothing (ENOENT).\nNot read: .: cannot be read (EISDIR).\n",
    );
    expect((await run([...words, "late.log"], { cwd })).code).toBe(EXIT.found);
    const noScan = await run(["inventory", "app.log", "--scan", "app.log"], { cwd });
    expect([noScan.code, noScan.stderr]).toEqual([EXIT.unread, "Not read: app.log: is no result of scan --json.\n"]);
  });

  it("ends with 2 if nobody has reported anything: that is not good news", async () => {
    for (const input of ["", "ready\nlistening\n"]) {
      const { code, stdout } = await run(["inventory", "--fingerprint", CURRENT], { input });
      expect(code).toBe(EXIT.unread);
      expect(stdout).toMatch(/^No application has reported a pair: .*a place for reports \(--help\).*\n$/);
    }
  });

  it("says on stderr how much it passed over", async () => {
    const input = [report("", CURRENT), `${"x".repeat(1_100_000)}\n`, report("billing-api", CURRENT)].join("");
    const { code, stderr } = await run(["inventory", "--fingerprint", CURRENT], { input });
    expect(code).toBe(EXIT.ok);
    expect(stderr).toBe(
      "Passed over: 1 that look like reports and have wrong or missing fields.\nPassed over: 1 lines that are too long.\n",
    );
  });

  it("prints nothing that a terminal obeys, as text and as JSON, whatever stands in the log", async () => {
    const input = report("a\u001b[2J\u009b31m\u202eb\n", CURRENT, 0, {
      host: "h\r\u0007",
      account: "\u001b]0;x\u0007",
    });
    for (const words of [[], ["--json"]]) {
      const { stdout, stderr } = await run(["inventory", ...words], { input });
      expect(stdout).toContain("a\\");
      expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });

  it("has colours in a terminal only, and there asks for a file instead of waiting for one to type", async () => {
    const directory = await folderWith({ "app.log": MIXED });
    const shown = await runInTerminal(["inventory", "--fingerprint", CURRENT, "app.log"], { directory });
    expect(shown.stdout).toContain("\u001b[31mold\u001b[39m");
    const { code, stdout } = await runInTerminal(["inventory"], { directory });
    expect(code).toBe(EXIT.usage);
    expect(stdout).toContain("Name files with reports of applications");
  });

  it.each([
    [["--fingerprint", PAIR.apiKey], "A fingerprint has 8 hexadecimal digits"],
    [["--old", "3c0eac5"], "A fingerprint has 8 hexadecimal digits"],
    [["--fingerprint", OLD, "--old", OLD.toUpperCase()], "are the same"],
    [["--fingerprint", OLD, "--current"], "cannot be used with"],
    [["--provider", "vault"], "give that, too"],
    [["--silent-after", "soon"], "is no duration"],
  ])("refuses %j with 64, and repeats no key", async (words, expected) => {
    const { code, stdout, stderr } = await run(["inventory", ...words], { input: MIXED });
    expect([code, stdout]).toEqual([EXIT.usage, ""]);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain(PAIR.apiKey);
  });
});

describe("exec --application", () => {
  const words = (...more: string[]) => ["exec", "--application", "legacy-php", ...more];

  it("reports that a program in any language has the pair, with its process, and that it has ended", async () => {
    const cwd = await folderWith();
    const outcome = await run(words("--report", "reports.jsonl", "--", "sh", "-c", "echo $$; exit 3"), { cwd });
    expect(outcome).toMatchObject({ code: 3, stderr: "" });
    const text = await readFile(join(cwd, "reports.jsonl"), "utf8");
    const reports = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    const common = {
      application: "legacy-php",
      host: hostname(),
      processId: Number(outcome.stdout),
      fingerprint: "3c0eac54",
      provider: "env",
    };
    expect(reports).toMatchObject([
      { event: "mailjet-secrets.in-use", ...common },
      { event: "mailjet-secrets.released", ...common },
    ]);
    expect(findCanary(text, canaryForms(PAIR.apiKey, PAIR.apiSecret))).toBeUndefined();
    const { code, stdout } = await run(["inventory", "--current", "reports.jsonl"], { cwd });
    expect([code, rowOf(stdout, "legacy-php").at(-1)]).toEqual([EXIT.ok, "released"]);
  });

  it("reports to stderr, each account by its name, while the program still runs", async () => {
    const env = {
      ...PAIR_VARIABLES,
      MARKETING_MJ_APIKEY_PUBLIC: PAIR.apiSecret,
      MARKETING_MJ_APIKEY_PRIVATE: PAIR.apiKey,
    };
    const cwd = await folderWith({ "mailjet-secrets.config.json": '{ "accounts": { "marketing": {} } }' });
    const accounts = ["--account", "default", "--account", "marketing"];
    const running = await startExec(words("--report", "stderr", ...accounts, "--", "sh", "-c", "echo up; read line"), {
      env,
      cwd,
    });
    await running.seen(/up/);
    running.process.stdin.end("\n");
    const { stderr } = await running.end();
    const reports = stderr.trimEnd().split("\n");
    expect(reports.map((line) => JSON.parse(line)).map(({ event, account }) => [event, account])).toEqual([
      ["mailjet-secrets.in-use", undefined],
      ["mailjet-secrets.in-use", "marketing"],
      ["mailjet-secrets.released", undefined],
      ["mailjet-secrets.released", "marketing"],
    ]);
  });

  it("reports nothing of a program that did not start", async () => {
    const { code, stderr } = await run(words("--report", "stderr", "--", "no-such-command"));
    expect([code, stderr]).toEqual([EXIT.notFound, "exec: no-such-command: command not found\n"]);
  });

  it.each([
    [["--application", "x"], "--application and --report need each other"],
    [["--report", "stderr"], "--application and --report need each other"],
    [["--application", "x", "--report", "stdout"], "stdout is the command's"],
    [["--application", PAIR.apiKey, "--report", "stderr"], "--application must be a name"],
  ])("refuses %j, and starts nothing", async (flags, expected) => {
    const { code, stdout, stderr } = await run(["exec", ...flags, "--", "echo", "started"]);
    expect([code, stdout]).toEqual([EXIT.usage, ""]);
    expect(stderr).toContain(expected);
    expect(stderr).not.toContain(PAIR.apiKey);
  });
});
