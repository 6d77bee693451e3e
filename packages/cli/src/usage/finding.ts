import type { Metric } from "./count-series.ts";

/** Something that looks odd. */
export interface Finding {
  readonly kind:
    | "spike"
    | "new-sender"
    | "new-webhook"
    | "changed-webhook"
    | "new-token"
    | "new-key"
    | "reactivated-key"
    | "new-user"
    | "runlevel";
  /** What is odd, in one sentence without a full stop. */
  readonly text: string;
  /** Mailjet's id of what is new. */
  readonly id?: string;
  /** What of it there is too much of. This and the following: of spikes only. */
  readonly metric?: Metric;
  /** Beginning and end, epoch milliseconds. */
  readonly from?: number;
  readonly to?: number;
  /** How many there were in this time. */
  readonly count?: number;
  /** How many are usual. Absence: not known. */
  readonly usual?: number;
}
