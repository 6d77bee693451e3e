import { type ActiveFaults, activeFaults } from "../active-faults.ts";
import { type Answer, errorAnswer, htmlAnswer, textAnswer } from "./answer.ts";

interface FaultScope {
  /** How many requests fail. @default all, until `clearFaults()` */
  readonly times?: number;
  /** Beginning of the paths that fail, below the base path: "/authn", "/secrets". @default all */
  readonly path?: string;
  /** Whether the request takes effect all the same. @default false */
  readonly afterProcessing?: boolean;
}

/** What is to go wrong with requests. */
export type ConjurFault = FaultScope &
  (
    | {
        readonly kind: "status";
        readonly status: number;
        /** @default "empty", as Conjur's own refusals are */
        readonly body?: "empty" | "json" | "html" | "text";
        /** Value of the `Retry-After` header. Absence: no header. */
        readonly retryAfterSeconds?: number;
      }
    /** A redirect to another address. */
    | { readonly kind: "redirect"; readonly location: string }
    /** The connection is cut after the request was read. */
    | { readonly kind: "reset" }
    /** No answer comes, until the emulator is closed. */
    | { readonly kind: "hang" }
    /** The right answer, so many milliseconds after the request, by the emulator's clock. */
    | { readonly kind: "delay"; readonly ms: number }
    /** The right answer, of which the second half is missing. */
    | { readonly kind: "garbage" }
    /** Status 200 with so many bytes of text. */
    | { readonly kind: "large"; readonly bytes: number }
    /** This body. */
    | {
        readonly kind: "body";
        readonly body: Uint8Array | string;
        /** @default "application/octet-stream" */
        readonly contentType?: string;
        /** @default 200 */
        readonly status?: number;
      }
  );

/** The faults that are switched on. */
export type ConjurFaults = ActiveFaults<ConjurFault>;

/** Creates an empty list of {@link ConjurFaults}. */
export function conjurFaults(): ConjurFaults {
  return activeFaults((fault, path) => path.startsWith(fault.path ?? "/"));
}

/** What a fault makes of the request. */
export type FaultOutcome = Answer | "reset" | "hang";

/** Makes the outcome of a fault. `answerNow` processes the request. */
export function faultOutcome(fault: ConjurFault, answerNow: () => Answer): FaultOutcome {
  if (fault.kind === "garbage") return cut(answerNow());
  if (fault.kind === "delay") return answerNow();
  if (fault.afterProcessing === true) answerNow();
  switch (fault.kind) {
    case "status":
      return statusAnswer(fault);
    case "redirect":
      return { status: 302, headers: { location: fault.location } };
    case "large":
      return textAnswer(200, "x".repeat(fault.bytes));
    case "body":
      return {
        status: fault.status ?? 200,
        body: fault.body,
        contentType: fault.contentType ?? "application/octet-stream",
      };
    default:
      return fault.kind;
  }
}

function cut(answer: Answer): Answer {
  const body = Buffer.from(answer.body ?? "");
  return { ...answer, body: body.subarray(0, Math.ceil(body.length / 2)) };
}

function statusAnswer(fault: ConjurFault & { readonly kind: "status" }): Answer {
  const { status, body = "empty", retryAfterSeconds } = fault;
  const bodies = {
    empty: { status },
    json: errorAnswer(status, "internal", `The request failed with status ${status}.`),
    html: htmlAnswer(status),
    text: textAnswer(status, `The request failed with status ${status}.`),
  };
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  return { ...bodies[body], headers };
}
