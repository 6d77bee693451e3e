import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { type Keystroke, runCommand, runInTerminal } from "./support/run-command.ts";

const CONFIG = "mailjet-secrets.config.json";
const ENTER = "\r";
const DOWN = "\u001B[B";
const CTRL_C = "\u0003";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "mailjet-secrets-init-"));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

const init = (...words: string[]) => runCommand(["init", ...words], { directory });
const inTerminal = (words: readonly string[], keys: readonly Keystroke[], redirect = "") =>
  runInTerminal(["init", ...words], { directory }, { keys, redirect });
const content = (name: string): Promise<string> => readFile(join(directory, name), "utf8");
const config = async (): Promise<unknown> => JSON.parse(await content(CONFIG));

describe("init without a terminal", () => {
  it("writes configuration and .gitignore, gives the policy on stdout, and says the next steps on stderr", async () => {
    const { code, stdout, stderr } = await init(
      "--provider",
      "vault",
      "--secret",
      "prod/mailjet",
      "--mount",
      "team/kv",
    );
    expect({ code, stdout }).toEqual({
      code: EXIT.ok,
      stdout: 'path "team/kv/data/prod/mailjet" {\n  capabilities = ["read"]\n}\n',
    });
    expect(await config()).toEqual({
      $schema: "./node_modules/mailjet-secrets/dist/config.schema.json",
      provider: "vault",
      secret: "prod/mailjet",
      vault: { mount: "team/kv" },
    });
    expect(await content(".gitignore")).toBe(".env\n");
    for (const step of [
      "npm install mailjet-secrets @mailjet-secrets/vault node-mailjet",
      "mailjet-secrets store",
      "mailjet-secrets check",
    ]) {
      expect(stderr).toContain(step);
    }
  });

  it("writes a configuration that the other commands read", async () => {
    await init("--provider", "env", "--prefix", "SHOP");
    const environment = {
      SHOP_MJ_APIKEY_PUBLIC: "00112233445566778899aabbccddeeff",
      SHOP_MJ_APIKEY_PRIVATE: "ffeeddccbbaa99887766554433221100",
    };
    expect((await runCommand(["check", "--offline"], { directory, environment })).code).toBe(EXIT.ok);
  });

  it("gives all in one JSON object", async () => {
    const words = ["--provider", "aws", "--secret", "prod/mailjet", "--region", "eu-west-1", "--json", "--yes"];
    const { stdout, stderr } = await init(...words);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      files: [CONFIG, ".gitignore"],
      policy: {
        language: "IAM",
        text: expect.stringContaining("eu-west-1:ACCOUNT-ID:secret:prod/mailjet-??????"),
        toFillIn: "ACCOUNT-ID",
      },
      nextSteps: expect.arrayContaining(["mailjet-secrets check"]),
    });
    expect(await config()).toMatchObject({ provider: "aws", aws: { region: "eu-west-1" } });
  });

  it("has no policy for env, and names the variables to set", async () => {
    const { stdout, stderr } = await init("--provider", "env", "--prefix", "SHOP");
    expect(stdout).toBe("");
    expect(stderr).toContain("Set SHOP_MJ_APIKEY_PUBLIC and SHOP_MJ_APIKEY_PRIVATE");
  });

  it.each([
    [[], "--provider (env, aws, vault, conjur), and --secret"],
    [["--provider", "aws"], "needs --secret"],
    [["--provider", "aws", "--yes"], "--yes needs --secret"],
    [["--provider", "gcp"], "--provider has to be one of env, aws, vault, conjur"],
    [["--provider", "env", "--secret", "x"], "--secret has no meaning for env"],
    [["--provider", "vault", "--secret", "x", "--region", "y", "--conjur-account", "z"], "--region, --conjur-account"],
    [["--provider", "vault", "--secret", "x", "--kv-version", "3"], "--kv-version has to be 1 or 2"],
    [["--provider", "vault", "--secret", " "], "--secret is empty"],
  ])("is a usage error that names the flags: %j", async (words, expected) => {
    const { code, stdout, stderr } = await init(...words);
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: "" });
    expect(stderr).toContain(expected);
    expect(await readdir(directory)).toEqual([]);
  });

  it.each([
    [["--provider", "vault", "--secret", "00112233445566778899aabbccddeeff"]],
    [
      [
        "--provider",
        "vault",
        "--secret",
        "x",
        "--address",
        "https://me:ffeeddccbbaa99887766554433221100@vault.example.com",
      ],
    ],
    [["--provider", "vault", "--secret", "x", "--namespace", "hvs.0123456789abcdef"]],
  ])("writes no secret into a file, and does not show it: %#", async (words) => {
    const { code, stdout, stderr } = await init(...words);
    expect({ code, stdout }).toEqual({ code: EXIT.configuration, stdout: "" });
    expect(stderr).toContain("a secret has no place in a configuration file");
    expect(stderr).not.toMatch(/0011223344|ffeeddcc|0123456789/);
    expect(await readdir(directory)).toEqual([]);
  });

  it("says that a variable goes before the file", async () => {
    const place = { directory, environment: { MAILJET_SECRETS_CONFIG: "other.json" } };
    const { stderr } = await runCommand(["init", "--provider", "env"], place);
    expect(stderr).toContain("MAILJET_SECRETS_CONFIG is set");
  });
});

describe("files that are there already", () => {
  it("keeps an existing configuration, and writes over it with --force only", async () => {
    await writeFile(join(directory, CONFIG), "mine");
    const { code, stderr } = await init("--provider", "env");
    expect(code).toBe(EXIT.conflict);
    expect(stderr).toContain("--force");
    expect(await content(CONFIG)).toBe("mine");
    expect((await init("--provider", "env", "--force")).code).toBe(EXIT.ok);
    expect(await config()).toMatchObject({ provider: "env" });
    expect(await readdir(directory)).toEqual([".gitignore", CONFIG]);
  });

  it("keeps a configuration in JavaScript even with --force, beside which there can be no other", async () => {
    await writeFile(join(directory, "mailjet-secrets.config.js"), "export default {};");
    expect((await init("--provider", "env", "--force")).code).toBe(EXIT.conflict);
    expect(await readdir(directory)).toEqual(["mailjet-secrets.config.js"]);
  });

  it.each([
    ["adds a line at the end", "dist", "dist\n.env\n"],
    ["keeps Windows line ends", "dist\r\n", "dist\r\n.env\r\n"],
    ["adds nothing where it is ignored already", "/.env\n", "/.env\n"],
    ["adds nothing where a pattern ignores it", ".env*\n", ".env*\n"],
    ["adds it where an exception lets it through", ".env\n!.env\n", ".env\n!.env\n.env\n"],
    ["is not misled by a comment", "# .env\n", "# .env\n.env\n"],
  ])("%s in .gitignore, never twice", async (_, before, after) => {
    await writeFile(join(directory, ".gitignore"), before);
    await init("--provider", "env");
    expect(await content(".gitignore")).toBe(after);
    await init("--provider", "env", "--force");
    expect(await content(".gitignore")).toBe(after);
  });

  it("says so where it cannot write, without a stack", async () => {
    // Nobody may write there, not even root.
    const { code, stderr } = await runCommand(["init", "--provider", "env"], { directory: "/proc" });
    expect(code).toBe(EXIT.configuration);
    expect(stderr).toMatch(/^INVALID_CONFIG: The files cannot be written \(\w+\)\..*\n$/);
  });
});

describe("init in a terminal", () => {
  it("asks for what is missing, on stderr, so that stdout can be a file", async () => {
    const { code } = await inTerminal(
      [],
      [
        { when: "Where is the Mailjet key pair?", press: DOWN },
        { when: "AWS Secrets Manager", press: ENTER },
        { when: "Name or ARN of the secret", press: `prod/mailjet${ENTER}` },
        { when: "Region", press: `eu-west-1${ENTER}` },
        { when: "Number of the AWS account", press: `111111111111${ENTER}` },
        { when: "Write mailjet-secrets.config.json", press: ENTER },
      ],
      ">policy.json",
    );
    expect(code).toBe(EXIT.ok);
    expect(await config()).toMatchObject({ provider: "aws", secret: "prod/mailjet", aws: { region: "eu-west-1" } });
    const policy = JSON.parse(await content("policy.json")) as { Statement: { Resource: string }[] };
    expect(policy.Statement[0]?.Resource).toBe(
      "arn:aws:secretsmanager:eu-west-1:111111111111:secret:prod/mailjet-??????",
    );
  });

  it("asks nothing with --yes", async () => {
    const { code } = await inTerminal(["--provider", "conjur", "--secret", "mailjet/credentials", "--yes"], []);
    expect(code).toBe(EXIT.ok);
    expect(await config()).toMatchObject({ provider: "conjur", secret: "mailjet/credentials" });
  });

  it.each([
    ["the first question", [], [{ when: "Where is the Mailjet key pair?", press: CTRL_C }]],
    [
      "the last one",
      ["--provider", "env", "--prefix", "SHOP"],
      [{ when: "Write mailjet-secrets.config.json", press: CTRL_C }],
    ],
  ])("ends with 130 at Ctrl-C in %s, and has written nothing", async (_, words, keys) => {
    const { code, stdout } = await inTerminal(words, keys);
    expect(code).toBe(EXIT.interrupted);
    expect(stdout).toContain("nothing was written");
    expect(await readdir(directory)).toEqual([]);
  });

  it("writes nothing after a no", async () => {
    const keys = [{ when: "Write mailjet-secrets.config.json", press: "n" }];
    expect((await inTerminal(["--provider", "env", "--prefix", "SHOP"], keys)).code).toBe(EXIT.interrupted);
    expect(await readdir(directory)).toEqual([]);
  });
});
