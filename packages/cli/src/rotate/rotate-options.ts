import type { StoreSelection } from "../store-selection.ts";
import type { Facts, JournalContent, PlanName } from "./journal.ts";

/** The flags of `rotate`. */
export interface RotateFlags extends StoreSelection {
  readonly plan?: PlanName;
  readonly resume?: boolean;
  readonly rollback?: boolean;
  readonly status?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly journal?: string;
  readonly adminProvider?: string;
  readonly adminSecret?: string;
  readonly adminAccount?: string;
  /** How long the command stays and waits for what is outside of it, in milliseconds. Absence: not at all. */
  readonly waitFor?: number;
  /** Files with reports of applications. */
  readonly waitForApplications?: readonly string[];
  /** Applications that must have reported the new pair. */
  readonly application?: readonly string[];
  readonly acceptDifferences?: boolean;
  readonly acceptOutage?: boolean;
  /** Begin only if the last rotation, or the key, is older, in milliseconds. */
  readonly olderThan?: number;
  /** Address of a sender that the new pair must be able to send from. */
  readonly from?: string;
  /** Name of the new key at Mailjet. */
  readonly name?: string;
  /** How long the old key must have sent nothing before it is given up, in milliseconds. */
  readonly quietFor?: number;
  readonly blue?: string;
  readonly green?: string;
  /** Whether the idle pair of blue/green gets a new secret key. */
  readonly reset?: boolean;
  /** What follows on an emergency deactivation. */
  readonly then?: "new-sub-account" | "assisted-reset";
  /** Folder for the evidence of an emergency. */
  readonly evidence?: string;
}

/** Flags that make another plan of it: they cannot be given anew to a rotation that is under way. */
export const FIXED = ["blue", "green"] as const;
const KEPT = [...FIXED, "reset", "from", "name", "quietFor", "then", "evidence"] as const;

/** What steps look at: the flags, and where a rotation goes on, those that it began with. */
export interface RotateOptions extends RotateFlags {
  readonly quietForMs: number;
  readonly waitForMs: number;
  readonly reset: boolean;
}

const DEFAULT_QUIET_MS = 3_600_000;

/** The flags that shape a plan, for its journal. */
export function keptOptions(flags: RotateFlags): Facts {
  const given = KEPT.filter((name) => flags[name] !== undefined).map((name) => [name, flags[name]]);
  return Object.fromEntries(given) as Facts;
}

/** The flags, with what a journal has kept, and the defaults. */
export function rotateOptions(flags: RotateFlags, { options }: Pick<JournalContent, "options">): RotateOptions {
  const kept = options as RotateFlags;
  const merged: RotateFlags = { ...kept, ...flags };
  const { quietFor = DEFAULT_QUIET_MS, waitFor = 0 } = merged;
  // Without the flag it is true: whether it was given cannot be told.
  const reset = kept.reset ?? flags.reset ?? true;
  return { ...merged, quietForMs: quietFor, waitForMs: waitFor, reset };
}
