import { printableName, SecretsError } from "@mailjet-secrets/core";
import { interrupted, usageError } from "../own-ending.ts";
import type { Surroundings } from "../surroundings.ts";
import { createDialogue } from "./dialogue.ts";
import { isDue } from "./is-due.ts";
import { beginJournal, continueJournal, type Journal, type JournalContent, readJournal } from "./journal.ts";
import { journalFile } from "./journal-file.ts";
import { lockJournal } from "./journal-lock.ts";
import { type OpenRotation, openRotation } from "./open-rotation.ts";
import { planFor } from "./plan-for.ts";
import { printPlan, printResult, printStatus, progress } from "./report.ts";
import { keptOptions, type RotateFlags, rotateOptions } from "./rotate-options.ts";
import type { RotationPlan } from "./rotation-plan.ts";
import type { RotationContext } from "./rotation-step.ts";
import { runSteps } from "./run-steps.ts";
import { sealedPairs } from "./sealed-pairs.ts";

/**
 * Begins a rotation, or goes on with one. Resolves with the exit code: 75 if it waits for something. Rejects with
 * `SecretsError`, a usage error, or as interrupted; the journal then tells how far it is.
 */
export async function rotate(flags: RotateFlags, surroundings: Surroundings): Promise<number> {
  refuseContradictions(flags);
  const open = await openRotation(flags, surroundings);
  try {
    const file = journalFile(flags.journal, open.store, surroundings);
    const found = readJournal(file);
    if (flags.status === true) return printStatus(file, found, flags, surroundings);
    if (flags.dryRun === true) return await dryRun(flags, open, file, surroundings);
    if (!(await isDue(flags, found, open))) return printResult({ outcome: "not-due" }, undefined, flags, surroundings);
    const unlock = lockJournal(file);
    try {
      // Once more: what was read before the lock may be old.
      const journal = journalFor(flags, open, file, readJournal(file));
      return await work(flags, { open, file, journal, surroundings });
    } finally {
      unlock();
    }
  } finally {
    await open.close();
  }
}

interface Work {
  readonly open: OpenRotation;
  readonly file: string;
  readonly journal: Journal;
  readonly surroundings: Surroundings;
}

async function work(flags: RotateFlags, { open, file, journal, surroundings }: Work): Promise<number> {
  const options = rotateOptions(flags, journal.content);
  const plan = planFor(journal.content.plan, options);
  const interrupt = interruption();
  const context = contextOf(flags, { open, file, journal, surroundings }, interrupt.signal);
  requireAdministrationFor(plan, context);
  const isRollback = flags.rollback === true;
  const steps = isRollback ? plan.rollback : plan.steps;
  if (isRollback && !(await context.dialogue.confirm("Undo this rotation?")))
    throw usageError("--rollback needs a yes (--yes).");
  if (isRollback) journal.note({ rollingBack: true });
  try {
    const waitingFor = await runSteps(steps, context, progress(steps, context, surroundings));
    if (waitingFor !== undefined) return printResult({ outcome: "waiting", waitingFor }, journal, flags, surroundings);
    journal.end(isRollback ? "rolled-back" : "finished");
    const outcome = isRollback ? "rolled-back" : "finished";
    return printResult({ outcome, notes: isRollback ? [] : plan.closing }, journal, flags, surroundings);
  } finally {
    interrupt.end();
  }
}

function contextOf(
  flags: RotateFlags,
  { open, file, journal, surroundings }: Work,
  signal: AbortSignal,
): RotationContext {
  const { store, administration, adminOf } = open;
  return {
    options: rotateOptions(flags, journal.content),
    journal,
    store,
    ...(administration === undefined ? {} : { administration }),
    sealed: sealedPairs(file, () => administration?.credentials.apiSecret() ?? ""),
    adminOf,
    dialogue: createDialogue(surroundings, flags.yes === true),
    signal,
  };
}

/** The journal to work on: a new one, or the one that is under way. */
function journalFor(flags: RotateFlags, open: OpenRotation, file: string, found: JournalContent | undefined): Journal {
  const isGoingOn = flags.resume === true || flags.rollback === true;
  const mayGoOn = isGoingOn || flags.olderThan !== undefined;
  if (found?.state === "running" || (found?.state === "finished" && flags.rollback === true)) {
    if (!mayGoOn) throw underWay(found);
    checkSame(found, flags, open);
    return continueJournal(file, found);
  }
  if (isGoingOn) throw nothingToGoOnWith(flags);
  const { plan } = flags;
  if (plan === undefined)
    throw usageError("--plan is needed: assisted-reset, new-sub-account, blue-green or emergency.");
  const { provider, secret } = open.store;
  const account = flags.account === undefined ? {} : { account: flags.account };
  requireAdministrationFor(planFor(plan, flags), open);
  return beginJournal(file, {
    plan,
    provider: provider.name,
    secret: printableName(secret.id ?? ""),
    ...account,
    options: keptOptions(flags),
  });
}

/** The plan, with what can be found out without changing anything. */
async function dryRun(
  flags: RotateFlags,
  open: OpenRotation,
  file: string,
  surroundings: Surroundings,
): Promise<number> {
  if (flags.plan === undefined) throw usageError("--dry-run needs --plan.");
  const plan = planFor(flags.plan, flags);
  requireAdministrationFor(plan, open);
  let facts = {};
  const content = { options: {}, id: "00000000", plan: flags.plan, done: [] };
  const journal = {
    get content() {
      return { ...content, facts } as unknown as JournalContent;
    },
    note: () => {},
    isDone: () => false,
    complete: () => {},
    end: () => {},
  } satisfies Journal;
  const signal = new AbortController().signal;
  const context: RotationContext = {
    ...contextOf(flags, { open, file, journal, surroundings }, signal),
    sealed: { read: () => ({}), add: () => {}, remove: () => {} },
  };
  const [first] = plan.steps;
  const outcome = await first?.run(context);
  if (outcome !== undefined && "facts" in outcome) facts = outcome.facts ?? {};
  return printPlan(plan, context, flags, surroundings);
}

function refuseContradictions(flags: RotateFlags): void {
  const chosen = (["resume", "rollback", "status", "dryRun"] as const).filter((name) => flags[name] === true);
  if (chosen.length > 1) throw usageError("Of --resume, --rollback, --status and --dry-run give one.");
}

function requireAdministrationFor(
  { needsAdministration, name }: RotationPlan,
  { administration }: Pick<RotationContext, "administration">,
): void {
  if (!needsAdministration || administration !== undefined) return;
  throw usageError(`--plan ${name} needs the pair of the account's primary key: name its secret by --admin-secret.`);
}

function checkSame(found: JournalContent, flags: RotateFlags, { store }: OpenRotation): void {
  const isSame = found.provider === store.provider.name && found.secret === printableName(store.secret.id ?? "");
  if (!isSame) {
    throw new SecretsError("INVALID_CONFIG", "The journal is of another secret's rotation.", {
      hint: `It is of the secret "${printableName(found.secret)}" (${printableName(found.provider)}): name that, or another --journal.`,
    });
  }
  if (flags.plan !== undefined && flags.plan !== found.plan) {
    throw usageError(
      `The rotation that is under way has the plan ${found.plan}: leave --plan out, or --rollback first.`,
    );
  }
  if (found.facts["rollingBack"] === true && flags.rollback !== true && found.state === "running") {
    throw usageError("This rotation is being rolled back: go on with --rollback.");
  }
}

function underWay(found: JournalContent): SecretsError {
  return new SecretsError(
    "CONFLICT",
    `A rotation of this secret is under way since ${found.startedAt} (${found.plan}).`,
    {
      hint: "Go on with it by --resume, or undo it by --rollback; --status shows how far it is.",
    },
  );
}

function nothingToGoOnWith({ rollback }: RotateFlags): SecretsError {
  return new SecretsError("INVALID_CONFIG", `There is no rotation to ${rollback === true ? "roll back" : "resume"}.`, {
    hint: "See that --secret, --account and --journal are those that it was begun with, on this machine.",
  });
}

/** Ctrl-C ends a wait with a word about how to go on; a step that is under way ends as at any failure. */
function interruption(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort(interrupted("Interrupted. rotate --resume goes on, --rollback undoes."));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return {
    signal: controller.signal,
    end: () => void process.off("SIGINT", stop).off("SIGTERM", stop),
  };
}
