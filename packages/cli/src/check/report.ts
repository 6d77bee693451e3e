import { aligned, painted, printData, printJson } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";

/** What is looked at, in this order. */
export const STEPS = ["configuration", "store", "secret", "mailjet", "sender"] as const;

/** One of {@link STEPS}. */
export type StepName = (typeof STEPS)[number];

/** What came of one step. */
export interface Step {
  readonly status: "ok" | "warning" | "failed" | "skipped";
  /** What was tried, and what came of it. */
  readonly text: string;
  /** What to do. Absence: nothing. */
  readonly hint?: string;
  /** Code of the error. Absence: none, or not one of this library. */
  readonly code?: string;
  /** What the command ends with if this step failed. */
  readonly exitCode?: number;
}

/** What is known of the secret, none of it secret. */
export interface SecretFacts {
  readonly kind: string;
  readonly fingerprint: string;
  readonly version?: string;
  /** Where it was found, in the provider's words. */
  readonly origin?: string;
  /** API host that the secret names. */
  readonly host?: string;
}

/** What `check` has found out; steps that were not reached are absent. */
export interface Report {
  provider?: string;
  credentials?: SecretFacts;
  readonly steps: Partial<Record<StepName, Step>>;
}

/** Prints the report as data. Returns the exit code: that of the step that failed, or 0. */
export function printReport(report: Report, json: boolean, surroundings: Surroundings): number {
  const steps = STEPS.map((name) => ({ name, ...(report.steps[name] ?? NOT_REACHED) }));
  const exitCode = steps.find(({ status }) => status === "failed")?.exitCode ?? 0;
  if (json) {
    const { provider = null, credentials = null } = report;
    const plain = steps.map(({ name, status, text, hint = null, code = null }) => ({ name, status, text, hint, code }));
    printJson(surroundings, { ok: exitCode === 0, exitCode, provider, credentials, steps: plain });
  } else {
    printData(surroundings, describe(steps, surroundings));
  }
  return exitCode;
}

const NOT_REACHED: Step = { status: "skipped", text: "not tried" };
const COLOURS = { ok: "green", warning: "yellow", failed: "red", skipped: "dim" } as const;

function describe(steps: readonly (Step & { readonly name: string })[], surroundings: Surroundings): string {
  const { stdout, environment } = surroundings;
  const lines = aligned(steps.map(({ status, name, text }) => [status, name, text])).split("\n");
  return steps
    .flatMap(({ status, hint }, index) => {
      const line = (lines[index] ?? "").replace(status, painted(COLOURS[status], status, stdout, environment));
      return hint === undefined ? [line] : [line, `         ${hint}`];
    })
    .join("\n");
}
