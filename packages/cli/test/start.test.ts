import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { runCommand } from "./support/run-command.ts";
import { run as runAlone, runInPipe } from "./support/run-exec.ts";

const DIST = join(import.meta.dirname, "../dist");
const COMMANDS = ["init", "check", "store", "exec", "summon", "scan", "usage", "inventory", "rotate"];
const run = (...words: string[]) => runCommand(words, { directory: tmpdir() });

/** What is loaded before anything is done: the imports of a built file, of those files, and so on. */
function loadedAtStart(file: string, seen: Set<string> = new Set()): Set<string> {
  const text = readFileSync(join(DIST, file), "utf8");
  for (const [, name = ""] of text.matchAll(/^(?:import|export)\b[^;]*?"([^"]+)";/gm)) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (name.startsWith("./")) loadedAtStart(name, seen);
  }
  return seen;
}

describe("the program", () => {
  it("loads nothing but the parser of the command line before it knows what to do", () => {
    const packages = [...loadedAtStart("main.js")].filter((name) => !name.startsWith("./"));
    expect(packages.filter((name) => !name.startsWith("node:"))).toEqual(["commander"]);
  });

  it("gives help and version on stdout", async () => {
    const help = await run("--help");
    expect({ code: help.code, stderr: help.stderr }).toEqual({ code: EXIT.ok, stderr: "" });
    for (const command of COMMANDS) expect(help.stdout).toMatch(new RegExp(`^ +${command} `, "m"));
    const { version } = JSON.parse(readFileSync(join(DIST, "../package.json"), "utf8")) as { version: string };
    expect(await run("--version")).toEqual({ code: EXIT.ok, stdout: `${version}\n`, stderr: "" });
  });

  it.each(COMMANDS)("gives help to %s", async (command) => {
    const { code, stdout, stderr } = await run(command, "--help");
    expect({ code, stderr }).toEqual({ code: EXIT.ok, stderr: "" });
    expect(stdout).toContain(`Usage: mailjet-secrets ${command}`);
  });

  it.each([
    [["chekc"], "Did you mean check?"],
    [["check", "--jsn"], "--jsn"],
    [["check", "surplus"], "too many arguments"],
    [[], "Usage: mailjet-secrets"],
  ])("ends with 64 for wrong words, and says on stderr what it takes: %j", async (words, expected) => {
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stdout }).toEqual({ code: EXIT.usage, stdout: "" });
    expect(stderr).toContain(expected);
  });

  it.each([
    [["check", "--api-secret=hvs.CAESIJ0123456789"]],
    [["00112233445566778899aabbccddeeff"]],
    [["check", "--00112233445566778899aabbccddeeff"]],
    [["scan", "--format", "ffeeddccbbaa99887766554433221100"]],
  ])("does not repeat a key that somebody puts on the command line: %#", async (words) => {
    const { code, stdout, stderr } = await run(...words);
    expect(code).toBe(EXIT.usage);
    expect(stdout + stderr).not.toMatch(/hvs\.|00112233|ffeeddcc/);
  });
});

describe("an output that nobody reads", () => {
  it.each([
    ["init", "--provider", "vault", "--secret", "prod/mailjet", "--address", "https://vault.example.com", "--yes"],
    ["check", "--offline"],
    ["scan", "--json"],
    ["inventory", "/dev/null"],
    ["rotate", "--status", "--journal", "rotation.json"],
    ...COMMANDS.map((command) => [command, "--help"]),
  ])("changes neither the end of %s %s nor what it says on stderr", async (...words) => {
    const { code, stdout, stderr } = await runAlone(words);
    expect(stdout).not.toBe("");
    expect((await runInPipe(words, "true")).stderr).toBe(`${stderr}ended with ${code}\n`);
  });
});

it("says so in one line when the working directory does not exist any more", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-gone-"));
  const main = join(import.meta.dirname, "../dist/main.js");
  const script = `cd ${folder} && rmdir ${folder} && exec node ${main} check`;
  const failed = await promisify(execFile)("sh", ["-c", script]).catch((error: unknown) => error);
  expect(failed).toMatchObject({
    code: 64,
    stdout: "",
    stderr: "error: The working directory does not exist any more.\n",
  });
});
