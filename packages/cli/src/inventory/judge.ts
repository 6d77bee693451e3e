import type { Instance, Inventory, Mention } from "./create-inventory.ts";

/** How an instance, or a key in the code, stands. `silent` and `released` come before what its last pair was. */
export type PairState = "current" | "old" | "unknown";
export type InstanceState = PairState | "silent" | "released";

/** By what instances are judged. */
export interface Measure {
  /** Fingerprint of the pair that everybody should have. Absence: it is not known. */
  readonly current?: string;
  /** Fingerprint of the pair that nobody should have any more. Absence: every one but the current. */
  readonly old?: string;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Whoever has not reported for longer is silent. */
  readonly silentAfterMs: number;
}

/** An application reports once an hour as long as it reads its store: two are missing then. */
export const DEFAULT_SILENT_AFTER_MS = 7_200_000;

/** How the pair with this fingerprint stands. */
export function pairState(fingerprint: string, { current, old }: Pick<Measure, "current" | "old">): PairState {
  if (fingerprint === current) return "current";
  if (old !== undefined) return fingerprint === old ? "old" : "unknown";
  return current === undefined ? "unknown" : "old";
}

/** How an instance stands. */
export function instanceState(instance: Instance, measure: Measure): InstanceState {
  if (instance.isReleased) return "released";
  return isSilent(instance, measure) ? "silent" : pairState(instance.fingerprint, measure);
}

/** How a key in the code stands. `reported`: fingerprints that applications report. One that no application reports is not old because it is not the current one. */
export function mentionState({ fingerprint }: Mention, reported: ReadonlySet<string>, measure: Measure): PairState {
  const isNamed = [measure.current, measure.old].includes(fingerprint);
  return isNamed || reported.has(fingerprint) ? pairState(fingerprint, measure) : "unknown";
}

/**
 * Names of the applications of which an instance serves the pair with this fingerprint, as far as it has not fallen silent, each
 * once, in order. `now`: epoch milliseconds.
 */
export function applicationsStillOn(
  inventory: Inventory,
  fingerprint: string,
  { now = Date.now(), silentAfterMs = DEFAULT_SILENT_AFTER_MS }: Partial<Measure> = {},
): readonly string[] {
  const measure = { old: fingerprint, now, silentAfterMs };
  const on = [...inventory.instances.values()].filter((instance) => instanceState(instance, measure) === "old");
  return [...new Set(on.map(({ application }) => application))].sort();
}

function isSilent({ lastSeen }: Instance, { now, silentAfterMs }: Measure): boolean {
  return now - lastSeen > silentAfterMs;
}
