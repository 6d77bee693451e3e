import { printableName, printablePath } from "@mailjet-secrets/core";
import { EXIT } from "../exit-codes.ts";
import { aligned, printData, printJson, say } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Facts, Journal, JournalContent } from "./journal.ts";
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

/** Prints the plan that `--dry-run` asks for. Resolves with the exit code. */
export function printPlan(
  plan: RotationPlan,
  context: RotationContext,
  flags: RotateFlags,
  surroundings: Surroundings,
): number {
  const steps = plan.steps.map((step) => ({ step: step.name, does: step.describe(context) }));
  const { facts } = context.journal.content;
  if (flags.json === true) printJson(surroundings, { plan: plan.name, facts, steps });
  else {
    const lines = steps.map(({ does }, index) => `${String(index + 1).padStart(2)}. ${does}`);
    printData(surroundings, [`Plan ${plan.name}; nothing was changed.`, ...factLines(facts), ...lines].join("\n"));
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
    printData(surroundings, [head, ...factLines(content.facts), aligned(steps)].join("\n"));
  }
  return EXIT.ok;
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
  else printData(surroundings, resultLines(result, facts).join("\n"));
  return result.outcome === "waiting" ? EXIT.waiting : EXIT.ok;
}

function resultLines(result: RotationResult, facts: Facts): readonly string[] {
  if (result.outcome === "not-due") return ["Not due: nothing was done."];
  if (result.outcome === "waiting") return [`Waiting for ${result.waitingFor}. Then: rotate --resume`];
  return [`The rotation is ${result.outcome}.`, ...factLines(facts), ...result.notes];
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
