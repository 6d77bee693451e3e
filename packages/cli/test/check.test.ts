import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type MailjetEmulator, type MailjetEmulatorOptions, startMailjetEmulator } from "@mailjet-secrets/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { EXIT } from "../src/exit-codes.ts";
import { type Ended, runCommand, runInTerminal } from "./support/run-command.ts";

const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const TOKEN = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

let directory: string;
const emulators: MailjetEmulator[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-check-"));
});
afterEach(async () => {
  await Promise.all(emulators.splice(0).map((emulator) => emulator.close()));
  await rm(directory, { recursive: true });
});

async function startMailjet(options: MailjetEmulatorOptions = { keys: [PAIR] }): Promise<MailjetEmulator> {
  const emulator = await startMailjetEmulator(options);
  emulators.push(emulator);
  return emulator;
}

async function surroundings(mailjet: MailjetEmulator, more: Readonly<Record<string, string>> = {}) {
  const environment = {
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
    MAILJET_SECRETS_HOST: mailjet.host,
    MJ_APIKEY_PUBLIC: PAIR.apiKey,
    MJ_APIKEY_PRIVATE: PAIR.apiSecret,
    ...more,
  };
  return { directory, environment };
}

/** Runs `check`, and makes sure that nothing of a secret is in what it says. */
async function check(words: readonly string[], place: Awaited<ReturnType<typeof surroundings>>): Promise<Ended> {
  const ended = await runCommand(["check", ...words], place);
  const forms = canaryForms(PAIR.apiKey, PAIR.apiSecret, TOKEN);
  expect(findCanary(ended.stdout + ended.stderr, forms)).toBeUndefined();
  return ended;
}

interface JsonReport {
  readonly ok: boolean;
  readonly exitCode: number;
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly text: string;
    readonly hint: string | null;
  }[];
}

async function report(words: readonly string[], place: Awaited<ReturnType<typeof surroundings>>) {
  const { code, stdout, stderr } = await check(["--json", ...words], place);
  expect(stderr).toBe("");
  const parsed = JSON.parse(stdout) as JsonReport;
  expect(parsed.exitCode).toBe(code);
  const step = (name: string) => parsed.steps.find((each) => each.name === name);
  return { ...parsed, code, step, statuses: parsed.steps.map(({ status }) => status).join(" ") };
}

const calls = (mailjet: MailjetEmulator): string[] => mailjet.received.map(({ method, path }) => `${method} ${path}`);

describe("check of a pair that is right", () => {
  it("reads the secret, asks Mailjet once, and says each step on stdout", async () => {
    const mailjet = await startMailjet();
    const { code, stdout, stderr } = await check([], await surroundings(mailjet));
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: "" });
    expect(stdout.match(/^(ok|skipped) +\w+/gm)?.map((line) => line.replace(/ +/, " "))).toEqual([
      "ok configuration",
      "ok store",
      "ok secret",
      "ok mailjet",
      "skipped sender",
    ]);
    expect(calls(mailjet)).toEqual(["GET /v3/REST/sender"]);
  });

  it("has field names that stay the same in JSON", async () => {
    const mailjet = await startMailjet();
    const { stdout } = await check(["--json"], await surroundings(mailjet));
    const parsed = JSON.parse(stdout) as Record<string, unknown> & { steps: object[] };
    expect(Object.keys(parsed)).toEqual(["ok", "exitCode", "provider", "credentials", "steps"]);
    expect(parsed["credentials"]).toEqual({
      kind: "mail",
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
      origin: "MJ_APIKEY_PUBLIC (process.env)",
    });
    for (const step of parsed.steps) expect(Object.keys(step)).toEqual(["name", "status", "text", "hint", "code"]);
  });

  it("does not ask Mailjet with --offline", async () => {
    const mailjet = await startMailjet();
    const { code, statuses } = await report(["--offline"], await surroundings(mailjet));
    expect({ code, statuses }).toEqual({ code: EXIT.ok, statuses: "ok ok ok skipped skipped" });
    expect(calls(mailjet)).toEqual([]);
  });

  it("takes an SMS token for an account of that kind, and asks the SMS API", async () => {
    const mailjet = await startMailjet({ smsTokens: [TOKEN] });
    await writeFile(join(directory, "mailjet-secrets.config.json"), '{ "env": { "secret": { "kind": "sms" } } }');
    const { code } = await report([], await surroundings(mailjet, { MJ_API_TOKEN: TOKEN }));
    expect(code).toBe(EXIT.ok);
    expect(calls(mailjet)).toEqual(["GET /v4/sms"]);
  });

  it("colours a report in a terminal, but neither with NO_COLOR nor elsewhere", async () => {
    const mailjet = await startMailjet();
    const place = await surroundings(mailjet);
    const plain = { ...place, environment: { ...place.environment, NO_COLOR: "1" } };
    const colour = "\u001B[";
    const [shown, uncoloured, piped] = [
      await runInTerminal(["check"], place),
      await runInTerminal(["check"], plain),
      await check([], place),
    ];
    expect([shown.code, uncoloured.code]).toEqual([0, 0]);
    expect(shown.stdout).toContain(`${colour}32mok${colour}39m`);
    expect(uncoloured.stdout).toMatch(/^ok +configuration/);
    expect(uncoloured.stdout + piped.stdout).not.toContain(colour);
  });

  it("ends without a stack when nobody reads its output", async () => {
    const mailjet = await startMailjet();
    const { environment } = await surroundings(mailjet);
    const main = join(import.meta.dirname, "../dist/main.js");
    const child = spawn(process.execPath, [main, "check"], {
      cwd: directory,
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.stdout.destroy();
    const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: "" });
  });
});

describe("check of a pair that Mailjet does not take", () => {
  it("E01: names swapped halves among the causes, says whose the 401 is, and neither swaps nor asks again", async () => {
    const mailjet = await startMailjet();
    const swapped = { MJ_APIKEY_PUBLIC: PAIR.apiSecret, MJ_APIKEY_PRIVATE: PAIR.apiKey };
    const { code, step, statuses } = await report(["--from", "you@example.com"], await surroundings(mailjet, swapped));
    expect({ code, statuses }).toEqual({ code: EXIT.rejectedByMailjet, statuses: "ok ok ok failed skipped" });
    expect(step("mailjet")?.text).toContain("the 401 is Mailjet's, the store has done its part");
    for (const cause of ["swapped", "inactive", "another account"]) expect(step("mailjet")?.hint).toContain(cause);
    expect(calls(mailjet)).toHaveLength(1);
  });

  it.each([
    ["an inactive key", [{ ...PAIR, isActive: false }]],
    ["a key of another account", [{ ...PAIR, apiKey: "0123456789abcdef0123456789abcdef" }]],
    ["a secret key that was reset", [{ ...PAIR, apiSecret: "abcdef0123456789abcdef0123456789" }]],
  ])("E01: is the same for %s, after one call", async (_, keys) => {
    const mailjet = await startMailjet({ keys });
    const { code, step } = await report([], await surroundings(mailjet));
    expect(code).toBe(EXIT.rejectedByMailjet);
    expect(step("mailjet")?.hint).toMatch(/swapped.*inactive.*reset.*another account/);
    expect(calls(mailjet)).toHaveLength(1);
  });

  it("has an exit code of its own for a suspended key", async () => {
    const mailjet = await startMailjet({ keys: [{ ...PAIR, suspended: true }] });
    const { code, step } = await report([], await surroundings(mailjet));
    expect(code).toBe(EXIT.suspended);
    expect(step("mailjet")?.hint).toContain("support");
    expect(calls(mailjet)).toHaveLength(1);
  });

  it("has an exit code of its own for an address that may be blocked, and says nothing of the pair", async () => {
    const mailjet = await startMailjet({ keys: [PAIR], badLoginsPerMinute: 0 });
    const wrong = await surroundings(mailjet, { MJ_APIKEY_PRIVATE: "abcdef0123456789abcdef0123456789" });
    expect((await report([], wrong)).code).toBe(EXIT.rejectedByMailjet);
    const { code, step } = await report([], await surroundings(mailjet));
    expect(code).toBe(EXIT.possiblyBlocked);
    expect(step("mailjet")?.hint).toContain("Nothing is known of the pair");
  });
});

describe("check of a Mailjet that does not answer", () => {
  it("E08: recognises a 429 with a page by its status, after one call", async () => {
    const mailjet = await startMailjet();
    mailjet.fail({ kind: "status", status: 429, body: "html" });
    const { code, step } = await report([], await surroundings(mailjet));
    expect(code).toBe(EXIT.mailjetUnreachable);
    expect(step("mailjet")?.text).toContain("429");
    expect(calls(mailjet)).toHaveLength(1);
  });

  it("E09: ends by itself where no answer comes", async () => {
    const mailjet = await startMailjet();
    mailjet.fail({ kind: "hang" });
    await writeFile(join(directory, "mailjet-secrets.config.json"), '{ "mailjet": { "timeoutMs": 300 } }');
    const { code, step } = await report(["--from", "you@example.com"], await surroundings(mailjet));
    expect(code).toBe(EXIT.mailjetUnreachable);
    expect(step("mailjet")?.text).toContain("300 ms");
    expect(step("sender")?.status).toBe("skipped");
  });

  it("tells a page of somebody in between from an answer of Mailjet's", async () => {
    const mailjet = await startMailjet();
    mailjet.fail({ kind: "garbage", body: "html" });
    const { code } = await report([], await surroundings(mailjet));
    expect(code).toBe(EXIT.mailjetUnreachable);
  });
});

describe("check of a sender", () => {
  it("E11: accepts one of the account's, by a mail that is not delivered", async () => {
    const mailjet = await startMailjet({ keys: [{ ...PAIR, senders: ["*@example.com"] }] });
    const { code, step } = await report(["--from", "You@Example.com"], await surroundings(mailjet));
    expect(code).toBe(EXIT.ok);
    expect(step("sender")?.status).toBe("ok");
    expect(calls(mailjet)).toEqual(["GET /v3/REST/sender", "GET /v3/REST/sender", "POST /v3.1/send"]);
    expect(mailjet.messages).toEqual([]);
  });

  it("E11: refuses one of another account, although Mailjet would take the mail", async () => {
    const mailjet = await startMailjet();
    const { code, step } = await report(["--from", "you@example.com"], await surroundings(mailjet));
    expect(code).toBe(EXIT.senderRefused);
    expect(step("sender")?.hint).toContain("of another account");
    expect(calls(mailjet)).not.toContain("POST /v3.1/send");
  });

  it("E11: lists the senders that there are, a few of many", async () => {
    const senders = ["a", "b", "c", "d", "e", "f"].map((name) => `${name}@other.example`);
    const mailjet = await startMailjet({ keys: [{ ...PAIR, senders }] });
    const { step } = await report(["--from", "you@example.com"], await surroundings(mailjet));
    expect(step("sender")?.text).toMatch(/: a@other.example, .*, e@other.example, and 1 more$/);
  });

  it("accepts one that belongs to all keys of the account", async () => {
    const mailjet = await startMailjet({ keys: [{ ...PAIR, senders: [] }], metaSenders: ["*@example.com"] });
    const { code } = await report(["--from", "you@example.com"], await surroundings(mailjet));
    expect(code).toBe(EXIT.ok);
  });

  it("relies on the mail in sandbox mode where the key may not list senders", async () => {
    const mailjet = await startMailjet({ keys: [{ ...PAIR, senders: ["a@other.example"] }] });
    mailjet.fail({ kind: "status", status: 403, path: "/v3/REST/sender" });
    const { code, step } = await report(["--from", "you@example.com"], await surroundings(mailjet));
    expect(step("sender")?.text).toContain("send-0008");
    expect(code).toBe(EXIT.senderRefused);
  });

  it("is not tried without an address, and not offline", async () => {
    const place = await surroundings(await startMailjet());
    for (const words of [
      ["--from", "you"],
      ["--from", "you@example.com", "--offline"],
    ]) {
      const { code, stdout, stderr } = await check(words, place);
      expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: "" });
      expect(stderr).toContain("--from");
    }
  });
});

describe("check of a secret in the environment", () => {
  it("E05: says what is missing, and where it was looked for", async () => {
    const mailjet = await startMailjet();
    const { code, step, statuses } = await report([], await surroundings(mailjet, { MJ_APIKEY_PRIVATE: "" }));
    expect({ code, statuses }).toEqual({ code: EXIT.missing, statuses: "ok failed skipped skipped skipped" });
    expect(step("store")?.text).toContain("MJ_APIKEY_PRIVATE (process.env) is set but empty");
    expect(calls(mailjet)).toEqual([]);
  });

  it("E13: sends no line end that hangs on the secret", async () => {
    const mailjet = await startMailjet();
    const place = await surroundings(mailjet, { MJ_APIKEY_PRIVATE: `${PAIR.apiSecret}\n` });
    expect((await report([], place)).code).toBe(EXIT.ok);
  });

  it.each(["your-api-key", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])(
    "A23: takes %s for a placeholder",
    async (placeholder) => {
      const mailjet = await startMailjet();
      const { code, step } = await report([], await surroundings(mailjet, { MJ_APIKEY_PUBLIC: placeholder }));
      expect(code).toBe(EXIT.invalidSecret);
      expect(step("store")?.status).toBe("ok");
      expect(step("secret")?.text).toContain("placeholder");
      expect(calls(mailjet)).toEqual([]);
    },
  );

  const CUT = `MJ_APIKEY_PUBLIC=${PAIR.apiKey}\nMJ_APIKEY_PRIVATE=abcdef012#rest\nOTHER=a#b\n`;

  async function offline() {
    const { environment } = await surroundings(await startMailjet());
    const { MJ_APIKEY_PUBLIC: _key, MJ_APIKEY_PRIVATE: _secret, ...rest } = environment;
    return report(["--offline"], { directory, environment: rest as typeof environment });
  }

  it("A04: warns of a value in .env that was cut at a #, and does not show it", async () => {
    await writeFile(join(directory, ".env"), CUT);
    const { step } = await offline();
    expect(step("secret")?.status).toBe("warning");
    expect(step("secret")?.hint).toContain("MJ_APIKEY_PRIVATE in .env was cut at a #");
    expect(step("secret")?.hint).not.toMatch(/OTHER|abcdef012/);
  });

  it("A04: looks into the files that are configured, and for the variables that are mapped, instead", async () => {
    const configured = {
      files: ["local.env", "deep/shared.env"],
      secret: { fields: { apiKey: "KEY", apiSecret: "PASS" } },
    };
    await writeFile(join(directory, "mailjet-secrets.config.json"), JSON.stringify({ env: configured }));
    await writeFile(join(directory, ".env"), CUT);
    await writeFile(join(directory, "local.env"), Buffer.from("\uFEFFA=1\nPASS=abcdef012#rest\n", "utf16le"));
    await mkdir(join(directory, "deep"));
    await writeFile(join(directory, "deep/shared.env"), `KEY=${PAIR.apiKey}\nPASS=abcdef345#rest\n`);
    const { step } = await offline();
    const hints = step("store")?.hint ?? "";
    expect(hints).toContain("PASS in local.env was cut at a #");
    expect(hints).toContain("PASS in deep/shared.env was cut at a #");
    expect(hints).not.toMatch(/PRIVATE in|abcdef/);
  });

  it("A04: looks into no file if none is to be read", async () => {
    await writeFile(join(directory, "mailjet-secrets.config.json"), '{ "env": { "files": false } }');
    await writeFile(join(directory, ".env"), CUT);
    const { code, step } = await offline();
    expect(code).toBe(EXIT.missing);
    expect(step("store")?.hint).not.toContain("cut at a #");
  });
});
