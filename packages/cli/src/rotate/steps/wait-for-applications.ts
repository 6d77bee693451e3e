import type { Facts } from "../journal.ts";
import { reportedApplications } from "../reported-applications.ts";
import type { RotationContext, RotationStep, StepOutcome } from "../rotation-step.ts";
import { secondsSince } from "./switch-store.ts";
import { lookUntil } from "./wait.ts";

const LONGEST_PAUSE_MS = 2_000;

/** Reads the reports of applications until none is on the old pair any more. */
export const waitForApplications: RotationStep = {
  name: "wait-for-applications",
  describe: ({ options: { waitForApplications: files } }) =>
    files === undefined
      ? "Wait for no application: no file with their reports was given (--wait-for-applications)."
      : `Wait until the applications that report in ${files.join(", ")} have the new pair.`,
  // Done was nothing as yet: whoever names files at a later call relies on them before the old key goes.
  isOpenAgain: ({ options, journal }) =>
    options.waitForApplications !== undefined && journal.content.facts["applicationsSeen"] === false,
  async run(context) {
    // As long as the old pair works, nobody notices by themselves.
    context.dialogue.say("A program that exec has started keeps the old pair in its environment: restart it.");
    if (context.options.waitForApplications === undefined) return { facts: { applicationsSeen: false } };
    return lookUntil(context, LONGEST_PAUSE_MS, () => look(context));
  },
};

async function look(context: RotationContext): Promise<StepOutcome> {
  const { options, journal } = context;
  const { oldFingerprint, newFingerprint } = journal.content.facts;
  const applicationsOn = await reportedApplications(options.waitForApplications ?? []);
  const late = applicationsOn(String(oldFingerprint));
  const there = applicationsOn(String(newFingerprint));
  const missing = (options.application ?? []).filter((name) => !there.includes(name));
  if (late.length > 0) return { waitingFor: `applications that still have the old pair: ${late.join(", ")}` };
  if (missing.length > 0) return { waitingFor: `applications to report the new pair: ${missing.join(", ")}` };
  if (there.length > 0)
    return { facts: { applicationsSeen: true, applications: there.join(", "), ...secondsUntilSeen(context) } };
  return {
    waitingFor:
      "an application to report the new pair: none has reported either of the two; see that the files are the right ones, and that applications report (options application and report)",
  };
}

/** The step before is the one that has stored the new pair, in every plan. */
function secondsUntilSeen({ journal }: RotationContext): Facts {
  const { done } = journal.content;
  const own = done.findIndex(({ step }) => step === waitForApplications.name);
  const stored = own === -1 ? done.at(-1) : done[own - 1];
  return stored === undefined ? {} : { secondsUntilSeen: secondsSince(stored.at) };
}
