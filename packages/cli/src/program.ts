import { Command, CommanderError } from "commander";
import { EXIT, exitCodeOf, isSecretsError } from "./exit-codes.ts";
import { isEnding } from "./own-ending.ts";
import type { Surroundings } from "./surroundings.ts";
import { cliVersion } from "./version.ts";

/** A command: adds itself to the program. Its work is loaded when it is called, and gives the exit code. */
export type AddCommand = (program: Command, run: RunCommand) => void;

/** Runs the work of a command and keeps its exit code. */
export type RunCommand = (work: (surroundings: Surroundings) => Promise<number>) => Promise<void>;

/** Runs the command line `words` (without the names of node and script). Resolves with the exit code. */
export async function runProgram(
  words: readonly string[],
  surroundings: Surroundings,
  commands: readonly AddCommand[],
): Promise<number> {
  let exitCode: number = EXIT.ok;
  bearClosedPipes(surroundings);
  const program = createProgram(surroundings);
  const run: RunCommand = async (work) => {
    exitCode = await work(surroundings);
  };
  for (const add of commands) add(program, run);
  try {
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    surroundings.stderr.write(`${describeFailure(error)}\n`);
    if (isEnding(error, "UsageError")) return EXIT.usage;
    return isEnding(error, "Interrupted") ? EXIT.interrupted : exitCodeOf(error);
  }
}

function createProgram({ stdout, stderr }: Surroundings): Command {
  return new Command("mailjet-secrets")
    .description("Checks, stores, injects, finds, watches and replaces Mailjet keys.")
    .version(cliVersion())
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError("(--help lists what there is)")
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(withoutValues(text)),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
}

/**
 * What a command line got wrong is quoted, and logs of CI are kept: whoever puts a key there, in spite of all, must not
 * find it again in them.
 */
function withoutValues(text: string): string {
  return text.replace(/'(-[^'=]*)=[^']*'/g, "'$1'").replace(/[0-9a-f]{32,}/gi, "[redacted]");
}

/** Whoever reads the output may stop early, as `head` does: that is no failure of the command, and needs no stack. */
function bearClosedPipes({ stdout, stderr }: Surroundings): void {
  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** Errors of this library hold no value; of any other only the kind is shown. */
function describeFailure(error: unknown): string {
  if (isEnding(error, "UsageError")) return withoutValues(`error: ${error.message}`);
  if (isEnding(error, "Interrupted")) return error.message;
  if (isSecretsError(error)) return `${error.code}: ${error.message}`;
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return `It failed in an unknown way: ${[name, code].filter((word) => typeof word === "string").join(" ")}`;
}
