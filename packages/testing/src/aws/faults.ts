import { type ActiveFaults, activeFaults } from "../emulator/active-faults.ts";
import { type CommonFault, commonOutcome, type FaultScope } from "../emulator/common-fault.ts";
import type { WireAnswer, WireOutcome } from "../emulator/wire-answer.ts";
import { wireAnswer } from "./answer.ts";

/** What is to go wrong with requests. */
export type AwsFault = {
  /** Which requests fail: `GetSecretValue`, `AssumeRole`, `agent` and so on. @default all */
  readonly operation?: string;
} & (
  | CommonFault
  /** An error of the service, by name. */
  | (FaultScope & {
      readonly kind: "error";
      readonly name: string;
      readonly message?: string;
      readonly status?: number;
    })
  /** `ExpiredTokenException`. */
  | (FaultScope & { readonly kind: "expired-token" })
);

/** The faults that are switched on. */
export type Faults = ActiveFaults<AwsFault>;

/** Creates an empty list of {@link Faults}. */
export function faults(): Faults {
  return activeFaults((fault, operation) => (fault.operation ?? operation) === operation);
}

/** What a fault makes of an answer. `answerNow`: answers, and takes effect. */
export function faultOutcome(fault: AwsFault, answerNow: () => WireAnswer): WireOutcome {
  if (fault.kind !== "error" && fault.kind !== "expired-token") return commonOutcome(fault, answerNow, WORDS);
  if (fault.afterProcessing === true) answerNow();
  return fault.kind === "expired-token"
    ? error("ExpiredTokenException", "The security token included in the request is expired")
    : error(fault.name, fault.message ?? "The request failed.", fault.status);
}

const WORDS = {
  statusBody: "html",
  error: (status: number) => wireAnswer({ status, body: { message: `The request failed with status ${status}.` } }),
  throttled: () => wireAnswer({ status: 400, body: { __type: "ThrottlingException", message: "Rate exceeded" } }),
} as const;

function error(name: string, message: string, status: number = 400): WireAnswer {
  return wireAnswer({ status, body: { __type: name, message, Message: message } });
}
