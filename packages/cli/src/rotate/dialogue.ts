import { addAbortSignal } from "node:stream";
import { say } from "../output.ts";
import { interrupted, isEnding } from "../own-ending.ts";
import { readInput } from "../store/read-input.ts";
import type { Surroundings } from "../surroundings.ts";

/** How steps speak with whoever runs the command. */
export interface Dialogue {
  /** Whether somebody can be asked. */
  readonly isInteractive: boolean;
  say(text: string): void;
  /** Asks yes or no. Without a terminal, or with `--yes`, nobody is asked, and that flag is the answer. */
  confirm(question: string): Promise<boolean>;
  /** Asks yes or no in a terminal, `--yes` or not. Without one the answer is no. */
  ask(question: string): Promise<boolean>;
  /** Asks for a text without showing it. Rejects as interrupted at Ctrl-C. */
  askSecret(message: string): Promise<string>;
  /** All of standard input. `undefined`: there is nothing in it. */
  readInput(): Promise<string | undefined>;
}

/** Creates the {@link Dialogue} of a command. `signal`: ends reading. */
export function createDialogue(surroundings: Surroundings, yes: boolean, signal: AbortSignal): Dialogue {
  const { stdin, stderr } = surroundings;
  const isInteractive = stdin.isTTY === true && stderr.isTTY === true;
  const places = { input: stdin, output: stderr };
  const ask = async (message: string): Promise<boolean> => {
    if (!isInteractive) return false;
    const { confirm } = await import("@clack/prompts");
    const answer = await confirm({ message, initialValue: false, ...places });
    if (typeof answer !== "boolean") throw interrupted(CANCELLED);
    return answer;
  };
  return {
    isInteractive,
    say: (text) => say(surroundings, text),
    ask,
    confirm: async (question) => yes || ask(question),
    async askSecret(message) {
      const { password } = await import("@clack/prompts");
      const validate = (text?: string): string | undefined => (text?.trim() ? undefined : "It is needed.");
      const answer = await password({ message, validate, ...places });
      if (typeof answer !== "string") throw interrupted(CANCELLED);
      return answer;
    },
    async readInput() {
      // In a terminal without a question it would be waited for unseen, and shown while it is typed.
      if (stdin.isTTY === true) return undefined;
      return readInput(addAbortSignal(signal, stdin)).catch((error: unknown) => {
        signal.throwIfAborted();
        if (isEnding(error, "UsageError") && stdin.readableEnded && !error.message.includes("bytes")) return undefined;
        throw error;
      });
    },
  };
}

const CANCELLED = "Cancelled. What was done stays done: rotate --status shows it, rotate --resume goes on.";
