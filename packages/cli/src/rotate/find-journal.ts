import { printableName, printablePath, SecretsError } from "@mailjet-secrets/core";
import { usageError } from "../own-ending.ts";
import { beginJournal, continueJournal, type Journal, type JournalContent } from "./journal.ts";
import type { OpenRotation } from "./open-rotation.ts";
import { planFor } from "./plan-for.ts";
import { FIXED, keptOptions, type RotateFlags } from "./rotate-options.ts";
import type { RotationPlan } from "./rotation-plan.ts";
import type { RotationContext } from "./rotation-step.ts";

/**
 * The journal to work on: the one that is under way, or a new one in `file`. Throws `CONFLICT` if one is under way and was not
 * meant, `INVALID_CONFIG` if there is none, or one of another secret, and usage errors for flags that do not fit.
 */
export function findJournal(
  flags: RotateFlags,
  open: OpenRotation,
  file: string,
  found: JournalContent | undefined,
): Journal {
  const isGoingOn = flags.resume === true || flags.rollback === true;
  if (found?.state === "running" || (found?.state === "finished" && flags.rollback === true)) {
    if (isGoingOn || (flags.olderThan !== undefined && found.done.length > 0)) {
      checkSame(found, flags, open);
      const journal = continueJournal(file, found);
      if (flags.then !== undefined) changeThen(journal, flags.then);
      return journal;
    }
    // A start that failed at once is none.
    if (found.done.length > 0) throw underWay(found);
  }
  if (isGoingOn) throw nothingToGoOnWith(flags, file, found);
  const { plan } = flags;
  if (plan === undefined)
    throw usageError("--plan is needed: assisted-reset, new-sub-account, blue-green or emergency.");
  requireAdministrationFor(planFor(plan, flags), open);
  if (plan === "blue-green" && (flags.blue === undefined || flags.green === undefined)) throw coloursNeeded();
  const { provider, secret } = open.store;
  return beginJournal(file, {
    plan,
    provider: provider.name,
    secret: printableName(secret.id ?? ""),
    ...(flags.account === undefined ? {} : { account: flags.account }),
    options: keptOptions(flags),
  });
}

/** Throws a usage error if the plan needs an administration pair, and none was given. */
export function requireAdministrationFor(
  { needsAdministration, name }: RotationPlan,
  { administration }: Pick<RotationContext, "administration">,
): void {
  if (!needsAdministration || administration !== undefined) return;
  throw usageError(`--plan ${name} needs the pair of the account's primary key: name its secret by --admin-secret.`);
}

function coloursNeeded(): Error {
  return usageError(
    "--plan blue-green needs two secrets beside the one that services read: each holds one of two permanent pairs, of two sub-accounts with the same senders. Name them by --blue and --green.",
  );
}

function checkSame(found: JournalContent, flags: RotateFlags, { store }: OpenRotation): void {
  const isSame =
    found.provider === store.provider.name &&
    found.secret === printableName(store.secret.id ?? "") &&
    found.account === flags.account;
  if (!isSame) throw ofAnother(found);
  if (flags.plan !== undefined && flags.plan !== found.plan) {
    throw usageError(
      `The rotation that is under way has the plan ${found.plan}: leave --plan out, or --rollback first.`,
    );
  }
  const other = FIXED.find((name) => flags[name] !== undefined && flags[name] !== found.options[name]);
  if (other !== undefined) throw usageError(`--${other} is not what the rotation was begun with: leave it out.`);
  if (found.facts["rollingBack"] === true && flags.rollback !== true) {
    throw usageError("This rotation is being rolled back: go on with --rollback.");
  }
}

/** What follows on the containment may be chosen anew as long as nothing has: the account may not be allowed one more key. */
function changeThen(journal: Journal, then: string): void {
  const { options } = journal.content;
  if (then === (options["then"] ?? "new-sub-account")) return;
  if (journal.isDone("create-key") || journal.isDone("replace-secret"))
    throw usageError("--then is not what the rotation was begun with: leave it out.");
  journal.noteOption("then", then);
}

function ofAnother({ secret, provider, account }: JournalContent): SecretsError {
  const which = account === undefined ? "" : `, account "${printableName(account)}"`;
  return new SecretsError("INVALID_CONFIG", "The journal is of another secret's rotation.", {
    hint: `It is of the secret "${printableName(secret)}" (${printableName(provider)}${which}): name that, or another --journal.`,
  });
}

function underWay(found: JournalContent): SecretsError {
  const message = `A rotation of this secret is under way since ${found.startedAt} (${found.plan}).`;
  return new SecretsError("CONFLICT", message, {
    hint: "Go on with it by --resume, or undo it by --rollback; --status shows how far it is.",
  });
}

function nothingToGoOnWith({ rollback }: RotateFlags, file: string, found: JournalContent | undefined): SecretsError {
  const message = `There is no rotation to ${rollback === true ? "roll back" : "resume"}.`;
  const hint =
    found === undefined
      ? `None is known in ${printablePath(file)}: see that --secret, --account and --journal are those that it was begun with, on this machine.`
      : `The last one is ${found.state === "finished" ? "finished" : "rolled back"}; --status shows it.`;
  return new SecretsError("INVALID_CONFIG", message, { hint });
}
