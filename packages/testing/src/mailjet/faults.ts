import { type ActiveFaults, activeFaults } from "../emulator/active-faults.ts";
import { type CommonFault, commonOutcome, type FaultScope } from "../emulator/common-fault.ts";
import type { WireAnswer, WireOutcome } from "../emulator/wire-answer.ts";
import { type Numbering, uncodedUnauthorized, wireAnswer } from "./answer.ts";

/** What is to go wrong with requests. */
export type MailjetFault = {
  /** Beginning of the paths that fail, for example `/v3.1/send`. @default all */
  readonly path?: string;
} & (
  | CommonFault
  /** A 401 as the front end gives it, without `ErrorCode`. */
  | (FaultScope & { readonly kind: "unauthorized-without-code" })
);

/** The faults that are switched on. */
export type Faults = ActiveFaults<MailjetFault>;

/** Creates an empty list of {@link Faults}. */
export function faults(): Faults {
  return activeFaults((fault, path) => path.startsWith(fault.path ?? "/"));
}

/** What a fault makes of an answer. `answerNow`: answers, and takes effect. */
export function faultOutcome(fault: MailjetFault, answerNow: () => WireAnswer, numbers: Numbering): WireOutcome {
  const error = (status: number): WireAnswer => {
    const ErrorMessage = `The request failed with status ${status}.`;
    return wireAnswer({ status, body: { ErrorIdentifier: numbers.uuid(), StatusCode: status, ErrorMessage } });
  };
  if (fault.kind !== "unauthorized-without-code") {
    return commonOutcome(fault, answerNow, { statusBody: "json", error, throttled: () => error(429) });
  }
  if (fault.afterProcessing === true) answerNow();
  return wireAnswer(uncodedUnauthorized(numbers.uuid()));
}
