import { type Command, Option } from "commander";
import type { AddCommand } from "../program.ts";
import type { ScanOptions } from "../scan/scan.ts";

const HELP = `
Prints path:line:column, kind and fingerprint of each key, never the key. Reads hidden files, and UTF-8, UTF-16, UTF-32 with
a byte order mark, and Latin-1; passes over binary files (other ones with a NUL in the first 8,000 bytes). Files above 4 MB are read in pieces: a key
in them is recognised by 16 KB of text on either side, or more. Left out are what .gitignore files name, node_modules and
.git, but never a file that git tracks, nor a path that is given. Links to folders are not followed.

--verify asks Mailjet once for each pair, and stops after 5 wrong ones: Mailjet blocks addresses that bring many.

As a hook, .git/hooks/pre-commit:
  #!/bin/sh
  exec mailjet-secrets scan --staged

Exit codes:
  0   no key                           2   no key, but something could not be read
  1   a key, whatever else there was   64  wrong usage          78  the baseline cannot be used`;

interface ScanFlags {
  readonly staged?: true;
  readonly history?: true;
  readonly ignore: boolean;
  readonly baseline?: string;
  readonly writeBaseline?: true;
  readonly format: "text" | "json" | "sarif";
  readonly json?: true;
  readonly sarif?: true;
  readonly verify?: true;
}

/** Adds `scan`: finds hard-coded Mailjet keys in files, in the staged change, or in the history. */
export const addScan: AddCommand = (program, run) => {
  const command = program.command("scan").description("find hard-coded Mailjet keys");
  addFlags(command.argument("[paths...]", "files and folders; none: the working directory"));
  command.addHelpText("after", HELP).action((paths: readonly string[], flags: ScanFlags) => {
    if (flags.writeBaseline && flags.baseline === undefined) {
      command.error("error: --write-baseline needs --baseline <file>");
    }
    if (flags.history && paths.length > 0) command.error("error: --history takes no paths: it scans all of them");
    return run(async (surroundings) => (await import("../scan/scan.ts")).scan(optionsOf(paths, flags), surroundings));
  });
};

function addFlags(command: Command): void {
  const formats = new Option("--format <format>", "of the report").choices(["text", "json", "sarif"]).default("text");
  command
    .addOption(new Option("--staged", "scan what git would commit, as it is in the index").conflicts("history"))
    .option("--history", "scan every version of every file in all branches and tags")
    .option("--no-ignore", "read what .gitignore names, node_modules and .git, too")
    .option("--baseline <file>", "leave out the findings in this file")
    .option("--write-baseline", "write what is found to that file, in place of reporting it")
    .addOption(formats)
    .addOption(new Option("--json", "the same as --format json").conflicts(["format", "sarif"]))
    .addOption(new Option("--sarif", "the same as --format sarif").conflicts("format"))
    .option("--verify", "ask Mailjet whether the pairs are valid");
}

function optionsOf(paths: readonly string[], flags: ScanFlags): ScanOptions {
  const { staged, history, baseline } = flags;
  return {
    paths,
    source: staged ? "staged" : history ? "history" : "tree",
    format: flags.json ? "json" : flags.sarif ? "sarif" : flags.format,
    isIgnoring: flags.ignore,
    isWritingBaseline: flags.writeBaseline === true,
    isVerifying: flags.verify === true,
    ...(baseline !== undefined && { baseline }),
  };
}
