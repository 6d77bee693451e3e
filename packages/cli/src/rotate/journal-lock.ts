import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { SecretsError } from "@mailjet-secrets/core";

/** A lock of another machine that was not touched for so long belongs to a process that is gone. */
const LEASE_MS = 60_000;
const TOUCH_MS = 10_000;

interface Holder {
  readonly host: string;
  readonly processId: number;
}

/**
 * Lets one process at a time work on a journal: a second one is refused with `CONFLICT`. The lock of a process that was
 * killed is taken over: at once on the same machine, after a minute from another one (a folder that pods share). Returns
 * the function that gives it back.
 */
export function lockJournal(journal: string): () => void {
  const file = `${journal}.lock`;
  if (!tryToLock(file)) {
    const holder = holderOf(file);
    if (isAlive(file, holder)) throw inUse(holder);
    takeAway(file, holder);
    if (!tryToLock(file)) throw inUse(holderOf(file));
  }
  const touching = setInterval(() => touch(file), TOUCH_MS);
  touching.unref();
  return () => {
    clearInterval(touching);
    if (isOwn(holderOf(file))) rmSync(file, { force: true });
  };
}

function tryToLock(file: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const descriptor = openSync(file, "wx", 0o600);
    writeSync(descriptor, JSON.stringify(own()));
    closeSync(descriptor);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new SecretsError("INVALID_CONFIG", "The lock beside the journal of the rotation cannot be written.", {
      cause: error,
      hint: "Name a file in a folder that may be written by --journal.",
    });
  }
}

function own(): Holder {
  return { host: machine(), processId: process.pid };
}

/** Where a process number means something: containers may share the name of their host, and both be number 1. */
function machine(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname(); // not Linux
  }
}

function isOwn(holder: Holder | undefined): boolean {
  return holder?.host === own().host && holder.processId === own().processId;
}

function isAlive(file: string, holder: Holder | undefined): boolean {
  // Nothing in it yet: it was made this moment, or its process was killed at once.
  if (holder === undefined || holder.host !== machine()) return !isLeaseOver(file);
  // In a container that was started anew the number may be this process's own.
  if (isOwn(holder)) return false;
  try {
    process.kill(holder.processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** By the clock of the file system on both sides: those of two machines may differ. */
function isLeaseOver(file: string): boolean {
  const witness = `${file}.${process.pid}.tmp`;
  try {
    // Made anew: in a folder of several users there may be a link of this name to a file of this one.
    rmSync(witness, { force: true });
    closeSync(openSync(witness, "wx", 0o600));
    return statSync(witness).mtimeMs - statSync(file).mtimeMs > LEASE_MS;
  } catch {
    return false;
  } finally {
    rmSync(witness, { force: true });
  }
}

/** Renamed and not deleted, so that of two that take over only one gets it, and sees whether it was the one it judged. */
function takeAway(file: string, judged: Holder | undefined): void {
  const taken = `${file}.${process.pid}.taken`;
  try {
    renameSync(file, taken);
  } catch {
    return; // somebody else was faster
  }
  const holder = holderOf(taken);
  if (holder?.host === judged?.host && holder?.processId === judged?.processId) rmSync(taken, { force: true });
  else renameSync(taken, file);
}

function holderOf(file: string): Holder | undefined {
  try {
    const { host, processId } = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
    return typeof host === "string" && typeof processId === "number" ? { host, processId } : undefined;
  } catch {
    return undefined;
  }
}

/** Written and not dated by hand: then the time is by the clock of the file system. */
function touch(file: string): void {
  try {
    if (isOwn(holderOf(file))) writeFileSync(file, JSON.stringify(own()), { flag: "r+" });
  } catch {
    // Deleted by hand: the journal itself is not touched by that.
  }
}

function inUse(holder: Holder | undefined): SecretsError {
  const who = holder === undefined ? "another process" : `process ${holder.processId} on ${holder.host}`;
  return new SecretsError("CONFLICT", `This rotation is under way in ${who}.`, {
    hint: "Let it end; --status shows how far it is. The lock of a machine that is gone is given up after a minute. If that process is something else by now, delete the file .lock beside the journal.",
  });
}
