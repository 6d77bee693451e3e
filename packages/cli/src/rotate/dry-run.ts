import { usageError } from "../own-ending.ts";
import { requireAdministrationFor } from "./find-journal.ts";
import type { Facts, Journal, JournalContent } from "./journal.ts";
import { planFor } from "./plan-for.ts";
import type { RotateFlags } from "./rotate-options.ts";
import type { RotationPlan } from "./rotation-plan.ts";
import type { RotationContext } from "./rotation-step.ts";

/**
 * The plan, and a context with what its first step has found out; that only reads, and nothing is kept. `contextOf`: the
 * context of a run with this journal. Rejects as the step does, or with a usage error without a plan.
 */
export async function dryRun(
  flags: RotateFlags,
  contextOf: (journal: Journal) => RotationContext,
): Promise<{ readonly plan: RotationPlan; readonly context: RotationContext }> {
  if (flags.plan === undefined) throw usageError("--dry-run needs --plan.");
  const plan = planFor(flags.plan, flags);
  const { journal, put } = journalInMemory(flags.plan);
  const context = {
    ...contextOf(journal),
    sealed: { read: () => ({}), begin: () => {}, add: () => {}, remove: () => {} },
  };
  requireAdministrationFor(plan, context);
  const outcome = await plan.steps[0]?.run(context);
  if (outcome !== undefined && "facts" in outcome) put(outcome.facts ?? {});
  return { plan, context };
}

function journalInMemory(plan: JournalContent["plan"]): { readonly journal: Journal; put(facts: Facts): void } {
  let facts: Facts = {};
  const none = { format: 1, id: "00000000", state: "running", startedAt: "", provider: "", secret: "" } as const;
  const nothing = (): void => {};
  return {
    put(found) {
      facts = found;
    },
    journal: {
      get content() {
        return { ...none, plan, options: {}, facts, done: [] };
      },
      isDone: () => false,
      noteOption: nothing,
      note: nothing,
      complete: nothing,
      turnBack: nothing,
      end: nothing,
    },
  };
}
