import { printableName, printablePath } from "@mailjet-secrets/core";
import { EXIT } from "../exit-codes.ts";
import { aligned, printData, printJson, say } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";
import { goOnCommand } from "./go-on-command.ts";
import type { Facts, Journal, JournalContent } from "./journal.ts";
import { planFor } from "./plan-for.ts";
import type { RotateFlags } from "./rotate-options.ts";
import type { RotationPlan } from "./rotation-plan.ts";
import type { RotationContext, RotationStep } from "./rotation-step.ts";

/** How a run ended. */
export type RotationResult =
  | { readonly outcome: "not-due" }
  | { readonly outcome: "waiting"; readonly waitingFor: string }
  | { readonly outcome: "finished" | "rolled-back"; readonly notes: readonly string[] };

/** Says a step as it begins. */
export function progress(
  steps: readonly RotationStep[],
  context: RotationContext,
  surroundings: Surroundings,
): (step: RotationStep) => void {
  return (step) => say(surroundings, `[${steps.indexOf(step) + 1}/${steps.length}] ${step.describe(context)}`);
}

/** Prints the plan that `--dry-run` asks for. `isDueNow`: whether `--older-than` would let it begin. Gives the exit code. */
export function printPlan(
  plan: RotationPlan,
  context: RotationContext,
  flags: RotateFlags,
  surroundings: Surroundings,
  isDueNow: boolean,
): number {
  const steps = plan.steps.map((step) => ({ step: step.name, does: step.describe(context) }));
  const { facts } = context.journal.content;
  if (flags.json === true) printJson(surroundings, { plan: plan.name, isDue: isDueNow, facts, steps });
  else {
    const lines = steps.map(({ does }, index) => `${String(index + 1).padStart(2)}. ${does}`);
    const due = isDueNow ? [] : ["Not due (--older-than): a run would do nothing now. Once it is due:"];
    const head = `Plan ${plan.name}; nothing was changed.`;
    printData(surroundings, [head, ...factLines(facts), ...due, ...lines].join("\n"));
  }
  return EXIT.ok;
}

/** Prints how far a rotation is. Gives the exit code. */
export function printStatus(
  file: string,
  content: JournalContent | undefined,
  flags: RotateFlags,
  surroundings: Surroundings,
): number {
  if (flags.json === true) printJson(surroundings, content ?? { state: "none" });
  else if (content === undefined)
    printData(surroundings, `No rotation of this secret is known (${printablePath(file)}).`);
  else {
    const steps = content.done.map(({ step, at }) => [at, step]);
    const head = `Rotation ${content.id}, plan ${content.plan}: ${content.state}, begun ${content.startedAt}.`;
    const facts = content.state === "rolled-back" ? lasting(content.facts) : content.facts;
    const lines = [head, ...factLines(facts), aligned(steps), ...nextLines(content, flags)];
    printData(surroundings, lines.filter((line) => line !== "").join("\n"));
  }
  return EXIT.ok;
}

/** What is to be done with a rotation that is under way. */
function nextLines({ state, plan: name, options, facts, done }: JournalContent, flags: RotateFlags): readonly string[] {
  if (state !== "running") return [];
  const plan = planFor(name, options as RotateFlags);
  const isRollback = facts["rollingBack"] === true;
  const steps = isRollback ? plan.rollback : plan.steps;
  const next = steps.find((step) => !done.some((each) => each.step === step.name));
  const command = goOnCommand(isRollback ? "--rollback" : "--resume", flags);
  return [`Next: ${next?.name ?? "the end"}. Go on by: ${command}`];
}

/** Prints how a run ended. Gives the exit code. */
export function printResult(
  result: RotationResult,
  journal: Journal | undefined,
  flags: RotateFlags,
  surroundings: Surroundings,
): number {
  const { id, plan, facts = {} } = journal?.content ?? {};
  if (flags.json === true) printJson(surroundings, { rotation: id, plan, ...result, facts });
  else printData(surroundings, resultLines(result, facts, flags).join("\n"));
  return result.outcome === "waiting" ? EXIT.waiting : EXIT.ok;
}

function resultLines(result: RotationResult, facts: Facts, flags: RotateFlags): readonly string[] {
  if (result.outcome === "not-due") return ["Not due: nothing was done."];
  if (result.outcome === "waiting")
    return [
      `Waiting for ${result.waitingFor}. Then: ${goOnCommand(flags.rollback === true ? "--rollback" : "--resume", flags)}`,
    ];
  if (result.outcome === "rolled-back") return ["The rotation is rolled back.", ...factLines(lasting(facts))];
  return ["The rotation is finished.", ...factLines(facts), ...result.notes];
}

/** What of it is still so after it was undone: the version in the store is another one by then. */
function lasting({ oldFingerprint, oldKeyId, newFingerprint, newKeyId }: Facts): Facts {
  const facts = { oldFingerprint, oldKeyId, newFingerprint, newKeyId };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as Facts;
}

const WORDS: Readonly<Record<string, (value: Facts[string]) => string>> = {
  oldFingerprint: (value) => `Old pair: ${value}`,
  newFingerprint: (value) => `New pair: ${value}`,
  idleFingerprint: (value) => `Idle pair since its reset: ${value}`,
  oldKeyId: (value) => `Old key at Mailjet: ${value}`,
  newKeyId: (value) => `New key at Mailjet: ${value}`,
  newKeyName: (value) => `Its name: ${printableName(String(value))}`,
  newVersion: (value) => `Version in the store: ${value}`,
  secondsSinceGiven: (value) =>
    `Stored ${value} s after the secret key was given; services were refused from its reset until then.`,
  secondsSinceAsked: (value) => `Stored ${value} s after it was asked for: services were refused for less than that.`,
  secondsRefused: (value) =>
    `Services were refused for ${value} s: from the deactivation until the next pair was stored.`,
  secondsUntilSeen: (value) => `The applications were seen to have the new pair ${value} s after it was stored.`,
  oldKeySilent: (value) => `Silence of the old key: ${value}.`,
  oldKeyDeactivatedAt: (value) => `The old key was deactivated at ${value}.`,
  oldKeyKept: (value) => `The old key stays active: ${value}.`,
  containedAt: (value) => `The leaked key was deactivated at ${value}.`,
};

function factLines(facts: Facts): readonly string[] {
  return Object.entries(facts).flatMap(([name, value]) => WORDS[name]?.(value) ?? []);
}
