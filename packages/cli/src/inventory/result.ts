import type { Instance, Inventory, Mention, PassedOver } from "./create-inventory.ts";
import { type InstanceState, instanceState, type Measure, mentionState, type PairState } from "./judge.ts";

/** An instance, judged. */
export interface JudgedInstance extends Instance {
  readonly state: InstanceState;
}

/** A key in the code, judged. */
export interface JudgedMention extends Mention {
  readonly state: PairState;
}

/** An input that could not be read, or not to its end. */
export interface Gap {
  readonly path: string;
  readonly reason: string;
}

/** What an inventory comes to. */
export interface Result {
  readonly measure: Measure;
  /** By application, host and process. */
  readonly instances: readonly JudgedInstance[];
  /** By path and line. */
  readonly mentions: readonly JudgedMention[];
  readonly scans: number;
  readonly passedOver: Readonly<PassedOver>;
  readonly unread: readonly Gap[];
}

/** Judges what was read, and puts it in order. */
export function resultOf(inventory: Inventory, measure: Measure, unread: readonly Gap[]): Result {
  const { scans, passedOver } = inventory;
  const instances = [...inventory.instances.values()].map((instance) => ({
    ...instance,
    state: instanceState(instance, measure),
  }));
  const reported = new Set(instances.map(({ fingerprint }) => fingerprint));
  const mentions = [...inventory.mentions.values()].map((mention) => ({
    ...mention,
    state: mentionState(mention, reported, measure),
  }));
  return {
    measure,
    instances: instances.sort(
      (one, other) =>
        inOrder(one.application, other.application) ||
        inOrder(one.host, other.host) ||
        one.processId - other.processId ||
        inOrder(one.account ?? "", other.account ?? "") ||
        one.since - other.since,
    ),
    mentions: mentions.sort((one, other) => inOrder(one.path, other.path) || one.line - other.line),
    scans,
    passedOver,
    unread,
  };
}

/** By code units: the same everywhere. */
function inOrder(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
