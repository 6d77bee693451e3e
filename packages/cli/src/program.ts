import { Command, CommanderError } from "commander";
import { EXIT, exitCodeOf } from "./exit-codes.ts";
import type { Surroundings } from "./surroundings.ts";

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
  const program = new Command("mailjet-secrets")
    .description("Checks, stores, injects and finds Mailjet keys.")
    .exitOverride()
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => void surroundings.stdout.write(text),
      writeErr: (text) => void surroundings.stderr.write(text),
    });
  const run: RunCommand = async (work) => {
    exitCode = await work(surroundings);
  };
  for (const add of commands) add(program, run);
  try {
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    // Errors of this library hold no value; of any other only the kind is shown.
    const text = exitCodeOf(error) === EXIT.unexpected && !isOurs(error) ? unknownFailure(error) : String(error);
    surroundings.stderr.write(`${text}\n`);
    return exitCodeOf(error);
  }
}

function isOurs(error: unknown): boolean {
  return (error as { readonly name?: unknown })?.name === "SecretsError";
}

function unknownFailure(error: unknown): string {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return `It failed in an unknown way: ${[name, code].filter((word) => typeof word === "string").join(" ")}`;
}
