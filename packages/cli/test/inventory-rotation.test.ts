import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";
import { startMailjetEmulator, startVaultEmulator } from "@mailjet-secrets/testing";
import { expect, it, onTestFinished } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { EXIT } from "../src/exit-codes.ts";
import { PAIR, run } from "./support/run-exec.ts";

const NEW_PAIR = { apiKey: PAIR.apiKey, apiSecret: "0123456789abcdef0123456789abcdef" };
const ENTRY = join(import.meta.dirname, "../../mailjet-secrets/dist/index.js");

/** Sends a mail for each line that it reads, and says so in a log of JSON; `close` ends it. */
const APPLICATION = `
  const { createMailjet } = await import(${JSON.stringify(ENTRY)});
  const { createInterface } = await import("node:readline");
  const log = (msg) => console.log(JSON.stringify({ level: 30, time: 1, pid: process.pid, hostname: "h", msg }));
  const inLog = process.env.APPLICATION_REPORTS_IN_LOG ? { report: (report) => log(JSON.stringify(report)) } : {};
  const mailjet = createMailjet(inLog);
  const mail = { From: { Email: "shop@example.com" }, To: [{ Email: "ann@example.org" }], TextPart: "Hello" };
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "close") break;
    await mailjet.post("send", { version: "v3.1" }).request({ Messages: [mail] });
    log("sent {one} mail");
  }
  await mailjet.close();
  log("bye");
  process.exit();`;

interface Application {
  /** Gives it a line to read, and waits for its answer in the log. */
  tell(line: "send" | "close"): Promise<void>;
}

function startApplication(environment: Readonly<Record<string, string>>, log: string[]): Application {
  const child = spawn(process.execPath, ["--input-type=module", "-e", APPLICATION], {
    env: { PATH: process.env["PATH"], ...environment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const lines: Interface = createInterface({ input: child.stdout });
  // All of them write into one log, as containers on a node do.
  lines.on("line", (line) => void log.push(`[pod/${environment["MAILJET_SECRETS_APPLICATION"]}-1/app] ${line}`));
  return {
    tell(word) {
      const answer = word === "send" ? "sent {one} mail" : "bye";
      const answered = new Promise<void>((resolve) => {
        lines.on("line", (line) => line.includes(answer) && resolve());
      });
      child.stdin.write(`${word}\n`);
      return answered;
    },
  };
}

const fingerprintOf = ({ apiKey, apiSecret }: typeof PAIR): string =>
  createHash("sha256").update(`${apiKey}:${apiSecret}`).digest("hex").slice(0, 8);

it("shows three real applications through a rotation, out of their one log: who has the new pair, and who not yet", async () => {
  await using vault = await startVaultEmulator();
  await using mailjet = await startMailjetEmulator({ keys: [PAIR] });
  vault.put("secret/prod/mailjet", PAIR);
  const store = {
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: vault.rootToken,
    MAILJET_SECRETS_PROVIDER: "vault",
    MAILJET_SECRETS_SECRET: "prod/mailjet",
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
  };
  const log: string[] = ["Starting…", "{ not: 'json' }"];
  const start = (name: string, more: Readonly<Record<string, string>>): Application =>
    startApplication({ ...store, MAILJET_SECRETS_APPLICATION: name, ...more }, log);
  const billing = start("billing-api", { MAILJET_SECRETS_REPORT: "stdout" });
  const worker = start("worker", { APPLICATION_REPORTS_IN_LOG: "1" });
  const nightly = start("nightly-job", { MAILJET_SECRETS_REPORT: "stdout" });
  await Promise.all([billing, worker, nightly].map((application) => application.tell("send")));

  const look = async (words: readonly string[] = []) => {
    const outcome = await run(["inventory", "--current", "--json", ...words, "-"], {
      env: store,
      input: log.join("\n"),
    });
    const forms = canaryForms(PAIR.apiKey, PAIR.apiSecret, NEW_PAIR.apiSecret);
    expect(findCanary(log.join("\n") + outcome.stdout + outcome.stderr, forms)).toBeUndefined();
    const { current, instances } = JSON.parse(outcome.stdout) as {
      current: string;
      instances: { application: string; state: string }[];
    };
    const states = Object.fromEntries(instances.map(({ application, state }) => [application, state]));
    return { code: outcome.code, current, states };
  };
  expect(await look()).toEqual({
    code: EXIT.ok,
    current: fingerprintOf(PAIR),
    states: { "billing-api": "current", "nightly-job": "current", worker: "current" },
  });

  mailjet.resetSecret(PAIR.apiKey, NEW_PAIR.apiSecret);
  vault.put("secret/prod/mailjet", NEW_PAIR);
  await Promise.all([billing.tell("send"), worker.tell("send")]);
  expect(await look()).toEqual({
    code: EXIT.found,
    current: fingerprintOf(NEW_PAIR),
    states: { "billing-api": "current", "nightly-job": "old", worker: "current" },
  });

  await worker.tell("close");
  await nightly.tell("send");
  expect(await look(["--old", fingerprintOf(PAIR)])).toEqual({
    code: EXIT.ok,
    current: fingerprintOf(NEW_PAIR),
    states: { "billing-api": "current", "nightly-job": "current", worker: "released" },
  });
  expect(mailjet.messages).toHaveLength(6);
});
