import { readFile, stat } from "node:fs/promises";
import { printableName, untilAborted } from "@mailjet-secrets/core";
import { checkedLine } from "./checked-line.ts";
import { conjurError } from "./conjur-error.ts";

/** Reads a small text file. `setting`: what named it. Throws `INVALID_CONFIG` with the path. */
export async function readTextFile(path: string, setting: string, signal: AbortSignal): Promise<string> {
  const text = await readFileUntilAborted(checkedLine(path, setting), signal).catch((cause: unknown) => {
    throw signal.aborted ? signal.reason : fileError(path, setting, cause);
  });
  if (text.trim() !== "") return text;
  throw conjurError("INVALID_CONFIG", `${printableName(path)}, named by ${setting}, is empty.`, {
    hint: "Check who writes the file.",
  });
}

/** Reads a file, but waits no longer than the signal allows, whose reason it rejects with. */
export function readFileUntilAborted(path: string, signal: AbortSignal): Promise<string> {
  return untilAborted(readWhole(path, signal), signal);
}

/** Pipes that nobody has written into yet: each holds one of Node.js' few threads for file work, so it is joined. */
const waitingPipes = new Map<string, Promise<string>>();

async function readWhole(path: string, signal: AbortSignal): Promise<string> {
  if (!(await stat(path)).isFIFO()) return readFile(path, { encoding: "utf8", signal });
  const reading = waitingPipes.get(path) ?? readFile(path, "utf8").finally(() => waitingPipes.delete(path));
  waitingPipes.set(path, reading);
  return reading;
}

function fileError(path: string, setting: string, cause: unknown): Error {
  const { code } = cause as { readonly code?: unknown };
  const reason = code === "ENOENT" || code === "ENOTDIR" ? "does not exist" : "cannot be read";
  return conjurError("INVALID_CONFIG", `${printableName(path)}, named by ${setting}, ${reason}.`, {
    hint: "Check the path, the mount and the rights of the file.",
    cause,
  });
}
