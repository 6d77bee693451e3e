import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type MailjetEmulator,
  startMailjetEmulator,
  startVaultEmulator,
  type VaultEmulator,
} from "@mailjet-secrets/testing";
import { vaultProvider } from "@mailjet-secrets/vault";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { EXIT } from "../src/exit-codes.ts";
import { runCommand } from "./support/run-command.ts";
import { runStore, storeInTerminal } from "./support/run-store.ts";

const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
const NEW = { apiKey: "0123456789abcdef0123456789abcdef", apiSecret: "fedcba9876543210fedcba9876543210" };
const WRONG = { apiKey: NEW.apiKey, apiSecret: "abababababababababababababababcd" };
const TOKEN = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
const TWO_LINES = `${NEW.apiKey}\n${NEW.apiSecret}\n`;
const USUAL = { MJ_APIKEY_PUBLIC: NEW.apiKey, MJ_APIKEY_PRIVATE: NEW.apiSecret };

let directory: string;
let vault: VaultEmulator;
let mailjet: MailjetEmulator;
let environment: Record<string, string>;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-store-"));
  vault = await startVaultEmulator();
  mailjet = await startMailjetEmulator({ keys: [OLD, NEW], smsTokens: [TOKEN] });
  environment = {
    VAULT_ADDR: vault.url,
    VAULT_TOKEN: vault.rootToken,
    MAILJET_SECRETS_PROVIDER: "vault",
    MAILJET_SECRETS_SECRET: "prod/mailjet",
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(),
  };
});
afterEach(async () => {
  await vault.close();
  await mailjet.close();
  await rm(directory, { recursive: true });
});

interface Settings {
  readonly input?: string | Uint8Array;
  readonly more?: Readonly<Record<string, string>>;
}

async function store(words: readonly string[] = [], { input = TWO_LINES, more = {} }: Settings = {}) {
  const ended = await runStore(words, input, { directory, environment: { ...environment, ...more } });
  noValueIn(ended.stdout + ended.stderr);
  return ended;
}

function noValueIn(text: string): void {
  for (const { apiKey, apiSecret } of [OLD, NEW, WRONG]) {
    expect(findCanary(text, canaryForms(apiKey, apiSecret, TOKEN, vault.rootToken))).toBeUndefined();
  }
}

/** What Vault holds. Absence: nothing. */
async function stored(id = "prod/mailjet"): Promise<unknown> {
  const auth = { method: "token", token: vault.rootToken } as const;
  const provider = vaultProvider({ address: vault.url, auth, environment: {} });
  try {
    return (await provider.read({ id }, { signal: new AbortController().signal })).values;
  } catch {
    return undefined;
  } finally {
    await provider.close?.();
  }
}

describe("store writes what comes on standard input", () => {
  it.each([
    ["two lines", TWO_LINES],
    ["two lines of Windows, without an end", `${NEW.apiKey}\r\n${NEW.apiSecret}`],
    ["JSON", JSON.stringify(NEW)],
    [
      "JSON in other usual names, with more in it",
      JSON.stringify({ api_key: NEW.apiKey, secret_key: NEW.apiSecret, port: 1 }),
    ],
    ["key:secret", `${NEW.apiKey}:${NEW.apiSecret}\n`],
    ["lines of a .env file", `export MJ_APIKEY_PUBLIC=${NEW.apiKey}\nMJ_APIKEY_PRIVATE="${NEW.apiSecret}"\n`],
    ["UTF-16, as Windows PowerShell writes it", Buffer.from(`\ufeff${TWO_LINES}`, "utf16le")],
  ])("as %s", async (_, input) => {
    const { code, stdout, stderr } = await store([], { input });
    expect([code, stdout]).toEqual([
      EXIT.ok,
      expect.stringMatching(/^Created: [0-9a-f]{8} in vault, secret "prod\/mailjet", version 1\.\n$/),
    ]);
    expect(stderr).toBe("Asking Mailjet, once.\n");
    expect(await stored()).toEqual(USUAL);
    expect(mailjet.received.map(({ path, status }) => [path, status])).toEqual([["/v3/REST/sender", 200]]);
  });

  it("into the fields that are there, says what it replaced, and the second time that there is nothing to do", async () => {
    vault.put("secret/prod/mailjet", { api_key: OLD.apiKey, secret_key: OLD.apiSecret, note: "x" });
    const first = await store();
    expect(first.stdout).toMatch(/^Stored: [0-9a-f]{8} in vault, .*, version 2, in place of [0-9a-f]{8}\.\n$/);
    expect(await stored()).toEqual({ api_key: NEW.apiKey, secret_key: NEW.apiSecret, note: "x" });
    const second = await store();
    expect([second.code, second.stdout]).toEqual([
      0,
      expect.stringMatching(/^Unchanged: it holds this already: .*version 2\.\n$/),
    ]);
  });

  it("and reports as JSON", async () => {
    const { stdout } = await store(["--json", "--secret", "team/other"]);
    expect(JSON.parse(stdout)).toEqual({
      provider: "vault",
      secret: "team/other",
      outcome: "created",
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
      version: "1",
      fields: ["MJ_APIKEY_PUBLIC", "MJ_APIKEY_PRIVATE"],
      warnings: [],
      mailjet: { outcome: "accepted", host: mailjet.host },
    });
    expect(await stored("team/other")).toEqual(USUAL);
    expect(await stored()).toBeUndefined();
  });

  it("as a token with --sms", async () => {
    vault.put("secret/prod/mailjet", OLD);
    expect(await store(["--sms"], { input: `${TOKEN}\n` })).toMatchObject({ code: 0 });
    expect(await stored()).toEqual({ ...OLD, MJ_API_TOKEN: TOKEN });
    expect(mailjet.received.map(({ path }) => path)).toEqual(["/v4/sms"]);
  });

  it("to the secret that --secret names although the provider's own block names another", async () => {
    const config = { provider: "vault", vault: { secret: "configured" } };
    await writeFile(join(directory, "other.config.json"), JSON.stringify(config));
    const more = { MAILJET_SECRETS_PROVIDER: "", MAILJET_SECRETS_SECRET: "" };
    await store(["--config", "other.config.json", "--secret", "chosen"], { more });
    expect([await stored("chosen"), await stored("configured")]).toEqual([USUAL, undefined]);
    await store(["--config", "other.config.json"], { more });
    expect(await stored("configured")).toEqual(USUAL);
  });
});

describe("store asks Mailjet once, and writes nothing", () => {
  it("if it rejects the pair", async () => {
    const { code, stdout, stderr } = await store([], { input: JSON.stringify(WRONG) });
    expect([code, stdout]).toEqual([EXIT.rejectedByMailjet, ""]);
    expect(stderr).toMatch(/Nothing was written \([0-9a-f]{8}\)\. Mailjet .* rejects it\./);
    expect([mailjet.received.length, await stored()]).toEqual([1, undefined]);
  });

  it("if it has suspended the key, cuts the connection, throttles, fails, or is somebody else", async () => {
    const cases = [
      [{ kind: "reset" }, EXIT.possiblyBlocked, "--no-check"],
      [{ kind: "throttle" }, EXIT.mailjetUnreachable, "429"],
      [{ kind: "status", status: 502, body: "html" }, EXIT.mailjetUnreachable, "502"],
      [{ kind: "status", status: 200, body: "html" }, EXIT.mailjetUnreachable, "somebody else"],
    ] as const;
    for (const [index, [fault, expected, word]] of cases.entries()) {
      mailjet.clearFaults();
      mailjet.fail(fault);
      const { code, stderr } = await store();
      expect([code, stderr]).toEqual([expected, expect.stringContaining(word)]);
      expect(mailjet.received.length).toBe(index + 1);
    }
    mailjet.clearFaults();
    mailjet.suspend(NEW.apiKey);
    expect((await store()).code).toBe(EXIT.suspended);
    expect(await stored()).toBeUndefined();
  });

  it("unless --no-check leaves Mailjet alone", async () => {
    const { code, stderr } = await store(["--no-check"], { input: JSON.stringify(WRONG) });
    expect([code, stderr]).toEqual([EXIT.ok, expect.stringContaining("Mailjet was not asked")]);
    expect([mailjet.received.length, await stored()]).toEqual([
      0,
      { MJ_APIKEY_PUBLIC: WRONG.apiKey, MJ_APIKEY_PRIVATE: WRONG.apiSecret },
    ]);
  });

  it("and tells programs so with --json", async () => {
    const { code, stdout } = await store(["--json"], { input: JSON.stringify(WRONG) });
    expect([code, JSON.parse(stdout)]).toEqual([
      EXIT.rejectedByMailjet,
      { outcome: "refused", fingerprint: expect.any(String), mailjet: { outcome: "rejected", host: mailjet.host } },
    ]);
  });
});

describe("store refuses bad input before it asks anybody", () => {
  it.each([
    ["nothing", "", EXIT.usage, "Nothing came on standard input"],
    ["blanks only", " \n\n", EXIT.usage, "Nothing came on standard input"],
    ["a whole file", "x".repeat(70_000), EXIT.usage, "more than 65536 bytes"],
    ["three lines", `${TWO_LINES}x\n`, EXIT.invalidSecret, "Standard input has 3 lines"],
    [
      "one line that is half a pair",
      `${NEW.apiKey}\n`,
      EXIT.invalidSecret,
      "neither a JSON object with the pair nor key:secret",
    ],
    ["JSON without the fields", '{"user":"a"}', EXIT.invalidSecret, "Standard input has no API key"],
    ["broken JSON", `{"apiKey": ${NEW.apiKey}`, EXIT.invalidSecret, "is not valid JSON"],
    ["the key twice", `${NEW.apiKey}\n${NEW.apiKey}\n`, EXIT.invalidSecret, "same value as API key and secret key"],
    ["a placeholder", `your-api-key\n${NEW.apiSecret}\n`, EXIT.invalidSecret, "looks like a placeholder"],
  ])("%s", async (_, input, expected, words) => {
    const { code, stdout, stderr } = await store([], { input });
    expect([code, stdout, stderr]).toEqual([expected, "", expect.stringContaining(words)]);
    expect([mailjet.received.length, vault.received.length]).toEqual([0, 0]);
  });

  it("no terminal and no standard input", async () => {
    const { code, stderr } = await runCommand(["store"], { directory, environment });
    expect([code, stderr]).toEqual([EXIT.usage, expect.stringContaining("Nothing came on standard input")]);
  });

  it("flags that contradict each other, an unknown store, and one that cannot be written", async () => {
    expect((await store(["--to", "vault", "--provider", "aws"])).code).toBe(EXIT.usage);
    expect((await store(["--from-secret", "x"])).code).toBe(EXIT.usage);
    const unknown = await store(["--to", "valut"]);
    expect([unknown.code, unknown.stderr]).toEqual([EXIT.configuration, expect.stringContaining("vault")]);
    const env = await store(["--to", "env"]);
    expect([env.code, env.stderr]).toEqual([EXIT.configuration, expect.stringContaining("MJ_APIKEY_PUBLIC=…")]);
    expect((await store(["--account", "nobody"])).code).toBe(EXIT.configuration);
    expect((await store(["--config", "absent.json"])).stderr).toContain("--config");
  });

  it("a value in the command line, which it does not repeat", async () => {
    const { code } = await store([NEW.apiKey]);
    expect(code).toBe(EXIT.usage);
  });
});

describe("store --from", () => {
  it("takes the pair from the environment to Vault", async () => {
    const { code, stdout } = await store(["--from", "env", "--to", "vault", "--to-secret", "moved"], {
      input: "",
      more: USUAL,
    });
    expect([code, stdout]).toEqual([0, expect.stringContaining('vault, secret "moved"')]);
    expect(await stored("moved")).toEqual(USUAL);
  });

  it("takes it from another secret of the same store, and the API host along", async () => {
    vault.put("secret/old", { ...NEW, host: "localhost" });
    const { code, stderr } = await store(["--from", "vault", "--from-secret", "old"], { input: "" });
    expect([code, await stored()]).toEqual([0, { ...USUAL, MJ_API_HOST: "localhost" }]);
    expect(stderr).not.toContain("host");
  });

  it("says that a host stays behind where the target is one text, and that one of before is still there", async () => {
    vault.put("secret/old", { ...NEW, host: "api.us.mailjet.com" });
    vault.put("secret/prod/mailjet", { value: `${OLD.apiKey}:${OLD.apiSecret}` });
    const words = ["--from", "vault", "--from-secret", "old", "--no-check"];
    const { code, stderr } = await store(words, { input: "" });
    expect([code, await stored()]).toEqual([0, { value: `${NEW.apiKey}:${NEW.apiSecret}` }]);
    expect(stderr).toContain("API host api.us.mailjet.com, which is not stored");
    const more = { MAILJET_SECRETS_HOST: "" };
    const left = await store(["--secret", "old", "--no-check"], { input: `${OLD.apiKey}:${OLD.apiSecret}`, more });
    expect(left.stderr).toContain("names the API host api.us.mailjet.com, as before");
  });

  it("ends with the code of what the source lacks, and writes nothing", async () => {
    expect((await store(["--from", "vault", "--from-secret", "absent"])).code).toBe(EXIT.missing);
    expect((await store(["--from", "env"])).code).toBe(EXIT.missing);
    expect(await stored()).toBeUndefined();
  });
});

describe("a store that fails", () => {
  it("ends with its own code: denied, not reached, written by somebody else", async () => {
    expect((await store([], { more: { VAULT_TOKEN: "wrong-token-0123456789" } })).code).toBe(EXIT.denied);
    expect((await store([], { more: { VAULT_ADDR: "http://127.0.0.1:1" } })).code).toBe(EXIT.unreachable);
    vault.put("secret/prod/mailjet", OLD);
    // Its answer is the old version, and is under way when the new one is written.
    const reading = vault.hold("/v1/secret/data/prod/mailjet");
    const storing = store();
    await reading.arrived(1);
    vault.put("secret/prod/mailjet", { ...OLD, note: "theirs" });
    reading.release();
    const { code, stdout, stderr } = await storing;
    expect([code, stdout, stderr]).toEqual([EXIT.conflict, "", expect.stringContaining("CONFLICT")]);
    expect(await stored()).toEqual({ ...OLD, note: "theirs" });
  });

  it("H13 bears an output that nobody reads", async () => {
    const { stderr } = await runStore([], TWO_LINES, { directory, environment }, { closeOutput: true });
    expect(stderr).toBe("Asking Mailjet, once.\n");
    expect(await stored()).toEqual(USUAL);
  });
});

describe("store in a terminal", () => {
  const typed = [
    { when: "API key", press: `${NEW.apiKey}\r` },
    { when: "Secret key", press: `${NEW.apiSecret}\r` },
  ];

  it("asks for both halves without showing them; stdout may be a file", async () => {
    const { code, stdout } = await storeInTerminal(">result", { directory, environment }, typed);
    noValueIn(stdout);
    expect(code).toBe(EXIT.ok);
    expect(await readFile(join(directory, "result"), "utf8")).toMatch(/^Created: [0-9a-f]{8} in vault/);
    expect(await stored()).toEqual(USUAL);
  });

  it("ends at Ctrl-C with 130, and has written nothing", async () => {
    const keys = [{ when: "API key", press: "\x03" }];
    const { code, stdout } = await storeInTerminal("", { directory, environment }, keys);
    expect([code, stdout]).toEqual([EXIT.interrupted, expect.stringContaining("nothing was written")]);
    expect([mailjet.received.length, await stored()]).toEqual([0, undefined]);
  });

  it("does not ask a question that nobody sees, and takes a file as well", async () => {
    const { code } = await storeInTerminal("2>errors", { directory, environment });
    expect([code, await readFile(join(directory, "errors"), "utf8")]).toEqual([
      EXIT.usage,
      expect.stringContaining("stderr is no terminal"),
    ]);
    await writeFile(join(directory, "pair"), TWO_LINES);
    const second = await storeInTerminal("<pair", { directory, environment });
    expect([second.code, await stored()]).toEqual([EXIT.ok, USUAL]);
  });
});
