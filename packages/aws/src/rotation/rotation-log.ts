/** What a step came to. Holds fingerprints, Mailjet's ids of keys, and stages; no key, secret or token. */
export interface RotationLogEntry {
  readonly rotation: "mailjet";
  /** The step as Secrets Manager names it. */
  readonly step: string;
  readonly plan: string;
  /** Name or ARN of the secret. */
  readonly secret: string;
  /** Id of the version that the rotation makes. */
  readonly version: string;
  /** `repeated`: it was done before, and nothing was changed. */
  readonly outcome: "done" | "repeated" | "failed";
  readonly durationMs: number;
  /** Code of the error of a step that failed. */
  readonly code?: string;
  /** More about the step: fingerprints of pairs, ids of keys, addresses that may not be sent from, stages. */
  readonly details: Readonly<Record<string, RotationDetail>>;
}

/** A detail of a {@link RotationLogEntry}. */
export type RotationDetail = string | number | boolean | readonly string[];
