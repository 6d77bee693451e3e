import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { ApplicationReport } from "../src/index.ts";
import { fileReporter, streamReporter } from "../src/reporters.ts";
import { eventually } from "./support/eventually.ts";

const REPORT: ApplicationReport = {
  event: "mailjet-secrets.in-use",
  application: "billing-api",
  host: "web-1",
  processId: 7,
  instance: "0a1b2c3d",
  fingerprint: "3c0eac54",
  provider: "memory",
  time: "2026-01-01T00:00:00.000Z",
};
const LINE = `${JSON.stringify(REPORT)}\n`;

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "mailjet-secrets-report-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("streamReporter", () => {
  it("writes one line of JSON for each report", () => {
    const stream = new PassThrough();
    const report = streamReporter(stream);
    report(REPORT);
    report(REPORT);
    expect(stream.read().toString()).toBe(LINE + LINE);
  });

  it("leaves alone a stream that has ended or was destroyed", async () => {
    const [ended, destroyed] = [new PassThrough(), new PassThrough()];
    ended.end();
    destroyed.destroy();
    for (const stream of [ended, destroyed]) {
      const failed = vi.fn();
      stream.on("error", failed);
      streamReporter(stream)(REPORT);
      await new Promise((resolve) => setImmediate(resolve));
      expect(failed).not.toHaveBeenCalled();
    }
  });

  it("does not end the process when the stream fails and nobody listens", async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    streamReporter(stream)(REPORT);
    await eventually(() => expect(stream.destroyed).toBe(true));
    await new Promise((resolve) => setImmediate(resolve));
  });

  it("leaves the error to the application where it listens", async () => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
    const failed = once(stream, "error");
    streamReporter(stream)(REPORT);
    expect((await failed)[0]).toMatchObject({ message: "EPIPE" });
  });
});

describe("fileReporter", () => {
  it("appends a line for each report to a file that only its owner can read", async () => {
    const file = join(await folder(), "reports.jsonl");
    const report = fileReporter(file);
    report(REPORT);
    report(REPORT);
    expect(await readFile(file, "utf8")).toBe(LINE + LINE);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("keeps what is in a file, and its mode", async () => {
    const file = join(await folder(), "reports.jsonl");
    await writeFile(file, "before\n");
    await chmod(file, 0o644);
    fileReporter(file)(REPORT);
    expect(await readFile(file, "utf8")).toBe(`before\n${LINE}`);
    expect((await stat(file)).mode & 0o777).toBe(0o644);
  });

  it("creates no directory, does no harm, and says once what is wrong", async () => {
    const file = join(await folder(), "absent", "reports.jsonl");
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const report = fileReporter(file);
    report(REPORT);
    report(REPORT);
    expect(warned.mock.calls).toEqual([[`Reports cannot be written to ${file} (ENOENT).`, "MailjetSecretsWarning"]]);
  });

  it("does not wait for somebody who reads a named pipe", async () => {
    const pipe = join(await folder(), "pipe");
    await once(spawn("sh", ["-c", 'mkfifo "$0"', pipe]), "exit");
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    fileReporter(pipe)(REPORT);
    expect(warned).toHaveBeenCalledOnce();
  });

  it("writes whole lines when several processes share the file", async () => {
    const file = join(await folder(), "reports.jsonl");
    const core = join(import.meta.dirname, "../dist/index.js");
    const script = `
      const { fileReporter } = await import(${JSON.stringify(core)});
      const report = fileReporter(${JSON.stringify(file)});
      for (let count = 0; count < 200; count += 1) report({ ...${JSON.stringify(REPORT)}, processId: process.pid });`;
    const children = Array.from({ length: 3 }, () => spawn(process.execPath, ["--input-type=module", "-e", script]));
    await Promise.all(children.map((child) => once(child, "exit")));
    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    const processes = lines.map((line) => (JSON.parse(line) as ApplicationReport).processId);
    expect(processes).toHaveLength(600);
    expect(new Set(processes)).toEqual(new Set(children.map(({ pid }) => pid)));
  });
});
