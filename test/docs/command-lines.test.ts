import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { documents, root } from "./support/markdown.ts";

const main = join(root, "packages/cli/dist/main.js");
/** A command line in a block or between backquotes; what follows a pipe, `&&` and the like is another one. */
const LINE = /\bmailjet-secrets ([a-z]+)((?: [^\n`;|&#]*)?)/g;

interface CommandLine {
  readonly file: string;
  readonly line: string;
  readonly command: string;
  readonly options: readonly string[];
}

/** All lines in the documentation that name a command with options. */
function commandLines(): CommandLine[] {
  return documents().flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8").replaceAll("\\\n", " ");
    return [...text.matchAll(LINE)].map(([line, command = "", rest = ""]) => {
      // Behind a bare -- it is another program's.
      const [own = ""] = rest.split(/ -- | --$/);
      return { file, line, command, options: [...own.matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option ?? "") };
    });
  });
}

async function help(...words: readonly string[]): Promise<string> {
  return (await promisify(execFile)(process.execPath, [main, ...words, "--help"])).stdout;
}

describe("command lines in the documentation", () => {
  it("name commands and options that there are", async () => {
    const commands = [...(await help()).matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name ?? "");
    expect(commands).toEqual(expect.arrayContaining(["scan", "rotate", "usage", "inventory"]));
    const known = new Map<string, string>();
    for (const command of commands) known.set(command, command === "help" ? "" : await help(command));
    const lines = commandLines().filter(({ command, options }) => options.length > 0 || known.has(command));
    expect(lines.length).toBeGreaterThan(40);
    const wrong = lines.flatMap(({ file, line, command, options }) => {
      const text = known.get(command);
      if (text === undefined) return [`${file}: ${line}`];
      const absent = options.filter(
        (option) => !new RegExp(`^ {2}(-\\w, )?${option}\\b(?!-)`, "m").test(text) && option !== "--help",
      );
      return absent.map((option) => `${file}: ${option} in ${line}`);
    });
    expect(wrong).toEqual([]);
  });
});
