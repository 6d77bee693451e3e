import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { ApplicationReport } from "@mailjet-secrets/core";
import { describe, expect, it } from "vitest";
import { checkConfig } from "../src/check-config.ts";
import { configuredSecrets, createMailjet, type MailjetSecretsConfig } from "../src/index.ts";
import { resolveConfig } from "../src/resolve-config.ts";
import { KEY, recordingProvider, SECRET } from "./support/pair.ts";
import { project } from "./support/project.ts";
import { refusal } from "./support/refusal.ts";

const ENTRY = join(import.meta.dirname, "../dist/index.js");
const SCRIPT = `
  const { createMailjet } = await import(${JSON.stringify(ENTRY)});
  const mailjet = createMailjet();
  await mailjet.credentials();
  await mailjet.close();`;

/** Runs an application that takes the pair of its environment into use, and closes. */
async function runApplication(directory: string, environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT], {
    cwd: directory,
    env: { MJ_APIKEY_PUBLIC: KEY, MJ_APIKEY_PRIVATE: SECRET, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { pid: child.pid, code, stdout, stderr };
}

function reportsIn(lines: string): ApplicationReport[] {
  return lines
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as ApplicationReport);
}

describe("report", () => {
  it.each(["stdout", "stderr"] as const)(
    "%s is where a real process says that it uses and releases a pair",
    async (name) => {
      await using here = await project();
      const environment = { MAILJET_SECRETS_APPLICATION: "billing-api", MAILJET_SECRETS_REPORT: name };
      const ended = await runApplication(here.directory, environment);
      expect({ code: ended.code, other: name === "stdout" ? ended.stderr : ended.stdout }).toEqual({
        code: 0,
        other: "",
      });
      expect(
        reportsIn(ended[name]).map(({ event, application, processId }) => [event, application, processId]),
      ).toEqual([
        ["mailjet-secrets.in-use", "billing-api", ended.pid],
        ["mailjet-secrets.released", "billing-api", ended.pid],
      ]);
      expect(ended[name]).not.toMatch(/00112233|ffeeddcc/);
    },
  );

  it("is a file from the working directory, named by the configuration file", async () => {
    const config = { application: "billing-api", report: "reports.jsonl" };
    await using here = await project({ "mailjet-secrets.config.json": JSON.stringify(config) });
    const ended = await runApplication(here.directory, {});
    expect(ended).toMatchObject({ code: 0, stdout: "", stderr: "" });
    expect(reportsIn(await readFile(join(here.directory, "reports.jsonl"), "utf8"))).toHaveLength(2);
  });

  it("does not keep an application from its pair when the file cannot be written, and says so on stderr", async () => {
    await using here = await project();
    const environment = { MAILJET_SECRETS_APPLICATION: "billing-api", MAILJET_SECRETS_REPORT: "absent/reports.jsonl" };
    const ended = await runApplication(here.directory, environment);
    expect(ended).toMatchObject({ code: 0, stdout: "" });
    expect(ended.stderr).toMatch(/Reports cannot be written to .*absent\/reports\.jsonl \(ENOENT\)/);
  });

  it("is a function in code, beside a name from elsewhere", async () => {
    await using here = await project({ "mailjet-secrets.config.json": '{ "application": "billing-api" }' });
    const report = (): void => {};
    const explicit = { provider: recordingProvider(), report };
    const options = await resolveConfig(explicit, { environment: {}, directory: here.directory });
    expect(options).toMatchObject({ application: "billing-api", report });
  });

  it("needs a name, whichever place says where to", async () => {
    await using here = await project({ "mailjet-secrets.config.json": '{ "report": "stderr" }' });
    const message = await refusal(() =>
      resolveConfig({ provider: recordingProvider() }, { environment: {}, directory: here.directory }),
    );
    expect(message).toContain("report: needs application (MAILJET_SECRETS_APPLICATION)");
  });

  it("is nothing that a tool does in the name of the application", async () => {
    await using here = await project({
      "mailjet-secrets.config.json": '{ "application": "billing-api", "report": "reports.jsonl" }',
    });
    const options = await configuredSecrets({}, { environment: {}, directory: here.directory });
    expect(options).not.toHaveProperty("application");
    expect(options).not.toHaveProperty("report");
  });
});

describe("application", () => {
  it("may stand alone: then nothing is reported", async () => {
    await using mailjet = createMailjet({
      provider: recordingProvider(),
      secret: "prod/mailjet",
      application: "billing-api",
    });
    expect((await mailjet.credentials()).apiKey()).toBe(KEY);
  });

  it.each([
    [{ application: "" }, "application: must be a name of 1 to 128 printable characters in one line, and no key"],
    [{ application: "a\u001b[2J" }, "application: must be a name"],
    [{ application: "x".repeat(129) }, "application: must be a name"],
    [{ application: KEY }, "application: must be a name"],
    [{ report: " " }, 'report: must be "stderr", "stdout" or the path of a file'],
    [{ report: 7 }, 'report: must be "stderr", "stdout" or the path of a file, or a function'],
    [{ aplication: "billing-api" }, "did you mean application?"],
  ])("is refused with its path when it is wrong: %j", async (config, expected) => {
    expect(await refusal(() => checkConfig(config as MailjetSecretsConfig))).toContain(expected);
  });
});
