import { PassThrough } from "node:stream";
import type { MailjetCredentials } from "@mailjet-secrets/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { reportUse } from "../src/exec/report-use.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "performance", "setInterval", "clearInterval"] });
});
afterEach(() => {
  vi.useRealTimers();
});

it("a program that runs for hours does not fall silent, although exec reads the store once", () => {
  const stderr = new PassThrough();
  const surroundings = { environment: {}, directory: "/", stdin: stderr, stdout: stderr, stderr };
  const credentials = { fingerprint: "3c0eac54", provider: "env" } as MailjetCredentials;
  const accounts = new Map([["default", credentials]]);
  const release = reportUse({ application: "legacy-php", report: "stderr" }, accounts, 7, surroundings);
  vi.advanceTimersByTime(5 * 3_600_000);
  release();
  vi.advanceTimersByTime(5 * 3_600_000);
  const lines = String(stderr.read()).trimEnd().split("\n");
  const reports = lines.map((line) => JSON.parse(line) as { event: string; time: string });
  expect(reports.slice(0, -1).map(({ event }) => event)).toEqual(Array(6).fill("mailjet-secrets.in-use"));
  expect(reports.at(-1)?.event).toBe("mailjet-secrets.released");
  const times = reports.slice(0, -1).map(({ time }) => Date.parse(time));
  for (const [index, time] of times.slice(1).entries()) expect(time - (times[index] ?? 0)).toBe(3_600_000);
});
