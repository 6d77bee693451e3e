import { resolve } from "node:path";
import { SecretsError } from "@mailjet-secrets/core";
import { say } from "../output.ts";
import { usageError } from "../own-ending.ts";
import type { Surroundings } from "../surroundings.ts";
import { createDialogue } from "./dialogue.ts";
import { dryRun } from "./dry-run.ts";
import { findJournal, requireAdministrationFor } from "./find-journal.ts";
import { interruption } from "./interruption.ts";
import { isDue } from "./is-due.ts";
import { type Journal, readJournal } from "./journal.ts";
import { journalFile } from "./journal-file.ts";
import { lockJournal } from "./journal-lock.ts";
import { type OpenRotation, openRotation } from "./open-rotation.ts";
import { planFor } from "./plan-for.ts";
import { printPlan, printResult, printStatus, progress } from "./report.ts";
import { type RotateFlags, rotateOptions } from "./rotate-options.ts";
import type { RotationContext } from "./rotation-step.ts";
import { runSteps } from "./run-steps.ts";
import { sealedPairs } from "./sealed-pairs.ts";

/**
 * Begins a rotation, or goes on with one. Resolves with the exit code: 75 if it waits for something. Rejects with
 * `SecretsError`, a usage error, or as interrupted; the journal then tells how far it is.
 */
export async function rotate(given: RotateFlags, surroundings: Surroundings): Promise<number> {
  refuseContradictions(given);
  const flags = withWholePaths(given, surroundings);
  const open = await openRotation(flags, surroundings);
  const interrupt = interruption();
  try {
    const file = journalFile(flags.journal, open.store, surroundings);
    const contextOf = (journal: Journal): RotationContext =>
      newContext(flags, { open, file, journal, surroundings, signal: interrupt.signal });
    if (flags.dryRun === true) {
      const { plan, context } = await dryRun(flags, contextOf);
      const isDueNow = flags.olderThan === undefined || (await isDue(flags, readJournal(file), open));
      return printPlan(plan, context, flags, surroundings, isDueNow);
    }
    const found = readJournal(file);
    if (flags.status === true) return printStatus(file, found, flags, surroundings);
    if (!(await isDue(flags, found, open))) return printResult({ outcome: "not-due" }, undefined, flags, surroundings);
    const unlock = lockJournal(file);
    try {
      // Once more: what was read before the lock may be old.
      return await work(flags, contextOf(findJournal(flags, open, file, readJournal(file))), surroundings);
    } finally {
      unlock();
    }
  } finally {
    interrupt.end();
    await open.close();
  }
}

async function work(flags: RotateFlags, context: RotationContext, surroundings: Surroundings): Promise<number> {
  const { journal, sealed } = context;
  const plan = planFor(journal.content.plan, context.options);
  requireAdministrationFor(plan, context);
  const isRollback = flags.rollback === true;
  if (isRollback) {
    await plan.refuseRollback?.(context);
    if (!(await context.dialogue.confirm("Undo this rotation?"))) throw usageError("--rollback needs a yes (--yes).");
    journal.turnBack();
  }
  const steps = isRollback ? plan.rollback : plan.steps;
  const waitingFor = await runSteps(steps, context, progress(steps, context, surroundings)).catch((error: unknown) => {
    if (SecretsError.is(error)) {
      const next = isRollback ? "rotate --rollback goes on" : "rotate --resume goes on with it, --rollback undoes";
      const what = journal.content.done.length === 0 ? "Nothing is done yet" : "This step is not done";
      say(surroundings, `${what}: ${next}.`);
    }
    throw error;
  });
  if (waitingFor !== undefined) return printResult({ outcome: "waiting", waitingFor }, journal, flags, surroundings);
  const outcome = isRollback ? "rolled-back" : "finished";
  sealed.remove();
  journal.end(outcome);
  // Where the idle pair was left as it is, there is no reset to say something of.
  const notes = isRollback || journal.content.facts["idleKept"] === true ? [] : plan.closing;
  return printResult({ outcome, notes }, journal, flags, surroundings);
}

interface Work {
  readonly open: OpenRotation;
  readonly file: string;
  readonly journal: Journal;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
}

function newContext(flags: RotateFlags, { open, file, journal, surroundings, signal }: Work): RotationContext {
  const { store, administration, adminOf } = open;
  return {
    options: rotateOptions(flags, journal.content),
    journal,
    store,
    ...(administration === undefined ? {} : { administration }),
    sealed: sealedPairs(file, journal.content.id, () => administration?.credentials.apiSecret() ?? ""),
    adminOf,
    dialogue: createDialogue(surroundings, flags.yes === true, signal),
    signal,
  };
}

function refuseContradictions({ rollback, olderThan, ...flags }: RotateFlags): void {
  const chosen = [flags.resume, rollback, flags.status, flags.dryRun].filter((flag) => flag === true);
  if (chosen.length > 1) throw usageError("Of --resume, --rollback, --status and --dry-run give one.");
  if (flags.application !== undefined && flags.waitForApplications === undefined)
    throw usageError("--application needs the files with the reports: --wait-for-applications.");
  if (rollback === true && olderThan !== undefined) throw usageError("--rollback does not ask how old the key is.");
}

/** A rotation may be resumed from another folder. */
function withWholePaths(flags: RotateFlags, { directory }: Surroundings): RotateFlags {
  const { evidence, waitForApplications } = flags;
  return {
    ...flags,
    ...(evidence === undefined ? {} : { evidence: resolve(directory, evidence) }),
    ...(waitForApplications === undefined
      ? {}
      : { waitForApplications: waitForApplications.map((file) => resolve(directory, file)) }),
  };
}
