import { type ActiveFaults, activeFaults } from "../emulator/active-faults.ts";
import { type CommonFault, commonOutcome, type FaultScope } from "../emulator/common-fault.ts";
import type { WireAnswer, WireOutcome } from "../emulator/wire-answer.ts";
import { codedError, type Numbering, restError, uncodedUnauthorized, wireAnswer } from "./answer.ts";

/** What is to go wrong with requests. */
export type MailjetFault = {
  /** Beginning of the paths that fail, for example `/v3.1/send`. @default all */
  readonly path?: string;
  /** Method of the requests that fail. @default all */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
} & (
  | CommonFault
  /** A 401 as the front end gives it, without `ErrorCode`. */
  | (FaultScope & { readonly kind: "unauthorized-without-code" })
  /** An error in words of the test's. */
  | (FaultScope & {
      readonly kind: "error";
      readonly status: number;
      readonly message: string;
      /** `ErrorCode`, such as `mj-0001`. Absence: none, as in most errors of the REST resources. */
      readonly code?: string;
    })
);

/** The faults that are switched on. */
export type Faults = ActiveFaults<MailjetFault>;

/** Creates an empty list of {@link Faults}, which are taken by method and path: `POST /v3.1/send`. */
export function faults(): Faults {
  return activeFaults((fault, subject) => {
    const [method = "", path = ""] = subject.split(" ");
    return path.startsWith(fault.path ?? "/") && (fault.method ?? method) === method;
  });
}

/** What a fault makes of an answer. `answerNow`: answers, and takes effect. */
export function faultOutcome(fault: MailjetFault, answerNow: () => WireAnswer, numbers: Numbering): WireOutcome {
  const error = (status: number): WireAnswer => {
    const ErrorMessage = `The request failed with status ${status}.`;
    return wireAnswer({ status, body: { ErrorIdentifier: numbers.uuid(), StatusCode: status, ErrorMessage } });
  };
  if (fault.kind !== "unauthorized-without-code" && fault.kind !== "error") {
    return commonOutcome(fault, answerNow, { statusBody: "json", error, throttled: () => error(429) });
  }
  if (fault.afterProcessing === true) answerNow();
  if (fault.kind === "unauthorized-without-code") return wireAnswer(uncodedUnauthorized(numbers.uuid()));
  const { status, code, message } = fault;
  return wireAnswer(
    code === undefined ? restError(status, message) : codedError(numbers.uuid(), status, code, message),
  );
}
