import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { describe, expect, it } from "vitest";
import { createProgress } from "../src/scan/progress.ts";
import { runInTerminal } from "./support/run-command.ts";
import {
  addFiles,
  commitAll,
  ENV_FILE,
  FINGERPRINT,
  git,
  KEYS,
  keysFor,
  MAIN,
  runScan,
  scanFolder,
  scanRepository,
} from "./support/scan-folder.ts";

const envFileOf = ({ apiKey, apiSecret }: ReturnType<typeof keysFor>): string =>
  `MJ_APIKEY_PUBLIC=${apiKey}\nMJ_APIKEY_PRIVATE=${apiSecret}\n`;

describe("scan --json and --sarif", () => {
  it("--json is one object of findings, of what was not read, and of counts", async () => {
    const { code, stdout } = await runScan(scanFolder({ ".env": ENV_FILE, "a.bin": "\0" }), [".", "absent", "--json"]);
    const finding = { path: ".env", kind: "key-pair", line: 1, column: 18, length: 32, fingerprint: FINGERPRINT };
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      findings: [finding],
      unread: [{ path: "absent", reason: expect.stringContaining("ENOENT") }],
      summary: {
        findings: 1,
        known: 0,
        unread: 1,
        files: 2,
        bytes: ENV_FILE.length + 1,
        binary: 1,
        leftOut: { nodeModules: 0, git: 0, ignored: 0 },
      },
    });
  });

  it("--json of a history has the commit", async () => {
    const folder = scanRepository({ ".env": ENV_FILE });
    const { stdout } = await runScan(folder, ["--history", "--json"]);
    expect(JSON.parse(stdout).findings).toMatchObject([{ commit: git(folder, "rev-parse", "HEAD").trim() }]);
  });

  it("--sarif has a rule, a place and a fingerprint for each finding, and says what was not read", async () => {
    const { stdout } = await runScan(scanFolder({ "a b.env": ENV_FILE }), [".", "absent", "--sarif"]);
    const { version, runs } = JSON.parse(stdout);
    const [{ tool, results, invocations }] = runs;
    expect(version).toBe("2.1.0");
    expect(results).toHaveLength(1);
    expect(results[0]).toMatchObject({
      ruleId: "key-pair",
      level: "error",
      partialFingerprints: { "mailjetKey/v1": FINGERPRINT },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "a%20b.env" },
            region: { startLine: 1, startColumn: 18, endColumn: 50 },
          },
        },
      ],
    });
    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toContain("key-pair");
    expect(invocations).toMatchObject([
      { executionSuccessful: false, toolExecutionNotifications: [{ level: "warning" }] },
    ]);
  });
});

describe("scan --baseline", () => {
  it("leaves out what the baseline holds, and reports what is new", async () => {
    const folder = scanFolder({ "a/.env": ENV_FILE });
    const written = await runScan(folder, ["--baseline", "known.json", "--write-baseline"]);
    expect(written).toEqual({ code: 0, stdout: "", stderr: "The baseline was written. It holds 1 finding.\n" });
    const known = await runScan(folder, ["--baseline", "known.json"]);
    expect(known).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("1 more in the baseline.") });
    addFiles(folder, { "a/.env": `\n\n${ENV_FILE}`, "b.env": envFileOf(keysFor("another")) });
    const { code, stdout } = await runScan(folder, ["--baseline", "known.json"]);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^b\.env:1:18 key-pair [0-9a-f]{8}\n$/)]);
  });

  it("holds paths and fingerprints, and no value", async () => {
    const folder = scanFolder({ ".env": ENV_FILE });
    await runScan(folder, ["--baseline", "known.json", "--write-baseline"]);
    const content = readFileSync(join(folder, "known.json"), "utf8");
    expect(JSON.parse(content)).toEqual({ version: 1, keys: [{ path: ".env", fingerprint: FINGERPRINT }] });
  });

  it("is the same for the tree, the staged change and the history, from whichever folder", async () => {
    const folder = scanRepository();
    addFiles(folder, { "a/.env": ENV_FILE });
    git(folder, "add", ".");
    await runScan(folder, ["--staged", "--baseline", "known.json", "--write-baseline"]);
    const inside = join(folder, "a");
    expect(await runScan(inside, ["--baseline", "../known.json"])).toMatchObject({ code: 0, stdout: "" });
    expect(await runScan(inside, ["--staged", "--baseline", "../known.json"])).toMatchObject({ code: 0 });
    commitAll(folder, "add");
    expect(await runScan(inside, ["--history", "--baseline", "../known.json"])).toMatchObject({ code: 0 });
  });

  it.each(["", "no JSON", "null", '{"version":2,"keys":[]}', '{"version":1,"keys":[{"path":1}]}', ENV_FILE])(
    "a file that is no baseline is refused, and not overwritten: %#",
    async (content) => {
      const folder = scanFolder({ "known.json": content });
      for (const more of [[], ["--write-baseline"]]) {
        const { code, stderr } = await runScan(folder, ["--baseline", "known.json", ...more]);
        expect([code, stderr]).toEqual([78, expect.stringContaining("no baseline")]);
      }
      expect(readFileSync(join(folder, "known.json"), "utf8")).toBe(content);
    },
  );

  it("an absent baseline, and one that cannot be written, are refused", async () => {
    const folder = scanFolder();
    expect(await runScan(folder, ["--baseline", "known.json"])).toMatchObject({ code: 78 });
    expect(await runScan(folder, ["--baseline", "no/known.json", "--write-baseline"])).toMatchObject({ code: 78 });
    expect(existsSync(join(folder, "no"))).toBe(false);
  });
});

describe("scan --verify", () => {
  async function withMailjet(files: Readonly<Record<string, string>>, words: readonly string[] = []) {
    const mailjet = await startMailjetEmulator({ keys: [KEYS] });
    const environment = { NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(), MAILJET_SECRETS_HOST: mailjet.host };
    const ended = await runScan(scanFolder(files), ["--verify", ...words], { environment });
    const asked = mailjet.received.length;
    await mailjet.close();
    return { ...ended, asked };
  }

  it("asks Mailjet once for each pair, however often it was found", async () => {
    const files = { "a.env": ENV_FILE, "b.env": ENV_FILE, "c.env": envFileOf(keysFor("wrong")) };
    const { code, stdout, asked } = await withMailjet(files);
    expect(stdout.split("\n").map((line) => line.split(" ").at(-1))).toEqual(["accepted", "accepted", "rejected", ""]);
    expect([code, asked]).toEqual([1, 2]);
  });

  it("asks about the finds of worker threads, too", async () => {
    const names = Array.from({ length: 800 }, (_, at) => [`${at}.txt`, "x"]);
    const { stdout, asked } = await withMailjet({ ...Object.fromEntries(names), "zzz.env": ENV_FILE }, ["--json"]);
    expect([JSON.parse(stdout).findings, asked]).toMatchObject([[{ path: "zzz.env", verification: "accepted" }], 1]);
  });

  it("stops after five wrong pairs, so that the address is not blocked", async () => {
    const names = Array.from({ length: 8 }, (_, at) => [`${at}.env`, envFileOf(keysFor(`wrong ${at}`))]);
    const { stdout, stderr, asked } = await withMailjet(Object.fromEntries(names));
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(" ").at(-1));
    expect(answers).toEqual([...Array(5).fill("rejected"), ...Array(3).fill("not-asked")]);
    expect(asked).toBe(5);
    expect(stderr).toContain("Mailjet was not asked about all of them: Mailjet rejected 5 of them");
  });

  it("asks nobody without the flag", async () => {
    const mailjet = await startMailjetEmulator({ keys: [KEYS] });
    await runScan(scanFolder({ ".env": ENV_FILE }), [], { environment: { MAILJET_SECRETS_HOST: mailjet.host } });
    expect(mailjet.received).toHaveLength(0);
    await mailjet.close();
  });
});

describe("scan and its surroundings", () => {
  it.each(["text", "json"])("ends quietly when nobody reads its output any more: %s", async (format) => {
    const names = Array.from({ length: 3_000 }, (_, at) => [`${at}.env`, ENV_FILE]);
    const folder = scanFolder(Object.fromEntries(names));
    const line = `'${process.execPath}' '${MAIN}' scan --format ${format} | head -1; exit \${PIPESTATUS[0]}`;
    const child = spawn("bash", ["-c", line], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect([code, stdout.split("\n").length]).toEqual([1, 2]);
    expect(stderr).not.toMatch(/EPIPE|at .*\.js/);
  });

  it("shows a bar in a terminal when the work is long, and takes it away", async () => {
    const mailjet = await startMailjetEmulator({ keys: [KEYS] });
    mailjet.fail({ kind: "delay", ms: 600 });
    const environment = { NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(), MAILJET_SECRETS_HOST: mailjet.host };
    const folder = scanFolder({ "a.env": ENV_FILE, "b.txt": "b" });
    const { code, stdout } = await runInTerminal(["scan", "--verify"], { directory: folder, environment });
    await mailjet.close();
    expect(stdout).toMatch(/100% \| 2 files, 0 MB/);
    expect(stdout).toContain(`a.env:1:18 key-pair ${FINGERPRINT} accepted\r\n`);
    expect([code, stdout.slice(stdout.lastIndexOf("2 files, "))]).toEqual([
      1,
      expect.stringContaining("1 Mailjet key found"),
    ]);
  });

  it("draws a bar after half a second only, in a terminal only, and not while something is written", async () => {
    let written = "";
    let now = 0;
    const stderr = Object.assign(
      new Writable({
        write(chunk, _encoding, done) {
          written += String(chunk);
          done();
        },
      }),
      { isTTY: true },
    );
    const progress = createProgress({ stderr }, { count: () => 4, now: () => now });
    await progress.update(1, 1_000_000);
    expect(written).toBe("");
    now = 501;
    await progress.update(2, 3_000_000);
    expect(written).toMatch(/50% \| 2 files, 3 MB/);
    progress.clear();
    const other = createProgress({ stderr: Object.assign(stderr, { isTTY: false }) }, { now: () => now });
    [written, now] = ["", 9_999];
    await other.update(2, 3_000_000);
    expect(written).toBe("");
  });
});
