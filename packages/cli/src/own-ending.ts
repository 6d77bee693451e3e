/** How a command ends without a failure of a store or of Mailjet: by a mistake in its flags, or because somebody said no. */
type Ending = "UsageError" | "Interrupted";

/** A mistake in the flags that only the command itself can see. Ends with `EXIT.usage`. */
export function usageError(message: string): Error {
  return ending("UsageError", message);
}

/** Ctrl-C at a question. Ends with `EXIT.interrupted`. */
export function interrupted(message = "Cancelled."): Error {
  return ending("Interrupted", message);
}

/** Whether `error` is such an ending. */
export function isEnding(error: unknown, name: Ending): error is Error {
  return error instanceof Error && error.name === name;
}

function ending(name: Ending, message: string): Error {
  return Object.defineProperty(new Error(message), "name", { value: name });
}
