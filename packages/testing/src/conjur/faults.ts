import { type ActiveFaults, activeFaults } from "../emulator/active-faults.ts";
import { type CommonFault, commonOutcome, type FaultScope } from "../emulator/common-fault.ts";
import type { WireAnswer, WireOutcome } from "../emulator/wire-answer.ts";
import { errorAnswer, wireAnswer } from "./answer.ts";

/** What is to go wrong with requests. */
export type ConjurFault = {
  /** Beginning of the paths that fail, below the base path: "/authn", "/secrets". @default all */
  readonly path?: string;
} & (
  | CommonFault
  /** This body. */
  | (FaultScope & {
      readonly kind: "body";
      readonly body: Uint8Array | string;
      /** @default "application/octet-stream" */
      readonly contentType?: string;
      /** @default 200 */
      readonly status?: number;
    })
);

/** The faults that are switched on. */
export type ConjurFaults = ActiveFaults<ConjurFault>;

/** Creates an empty list of {@link ConjurFaults}. */
export function conjurFaults(): ConjurFaults {
  return activeFaults((fault, path) => path.startsWith(fault.path ?? "/"));
}

/** What a fault makes of an answer. `answerNow`: answers, and takes effect. */
export function faultOutcome(fault: ConjurFault, answerNow: () => WireAnswer): WireOutcome {
  if (fault.kind !== "body") return commonOutcome(fault, answerNow, WORDS);
  if (fault.afterProcessing === true) answerNow();
  const { status = 200, body, contentType = "application/octet-stream" } = fault;
  return wireAnswer({ status, body, contentType });
}

const WORDS = {
  statusBody: "empty",
  error: (status: number) => wireAnswer(errorAnswer(status, "internal", `The request failed with status ${status}.`)),
  throttled: () => wireAnswer({ status: 429 }),
} as const;
