import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EXIT } from "../src/exit-codes.ts";
import { runCommand } from "./support/run-command.ts";

const README = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

describe("README of the command line", () => {
  it.each(["init", "check", "store", "exec", "summon", "scan", "usage", "inventory", "rotate"])(
    "names all options of %s, and no others",
    async (command) => {
      const { stdout } = await runCommand([command, "--help"], { directory: tmpdir() });
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, option]) => option ?? "");
      const absent = options.filter(
        (option) => !README.includes(`\`${option}`) && !["--help", "--version"].includes(option),
      );
      expect(absent).toEqual([]);
      const rows = README.split("\n").filter((row) => row.startsWith(`| \`${command}\``));
      const named = rows.flatMap((row) => [...row.matchAll(/(--[a-z-]+)/g)].map(([option]) => option));
      expect(named.filter((option) => !options.includes(option) && option !== "--from")).toEqual([]);
    },
  );

  it("explains each exit code once", () => {
    const explained = [...README.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect(explained).toEqual(Object.values(EXIT).sort((one, other) => one - other));
  });
});
