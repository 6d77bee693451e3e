import { type ActiveFaults, activeFaults } from "../active-faults.ts";
import type { Answer } from "./answer.ts";

interface FaultScope {
  /** How many requests fail. @default all, until `clearFaults()` */
  readonly times?: number;
  /** Which requests fail: `GetSecretValue`, `AssumeRole`, `agent` and so on. @default all */
  readonly operation?: string;
  /** Whether the request takes effect, although the caller cannot know. @default false */
  readonly afterProcessing?: boolean;
}

/** What is to go wrong with requests. */
export type AwsFault = FaultScope &
  /** An error of the service, by name. */
  (
    | { readonly kind: "error"; readonly name: string; readonly message?: string; readonly status?: number }
    /** `ThrottlingException`: the rate is exceeded. */
    | { readonly kind: "throttle" }
    /** `ExpiredTokenException`. */
    | { readonly kind: "expired-token" }
    /** A status from something in front of the service. */
    | {
        readonly kind: "status";
        readonly status: number;
        /** @default "html" */
        readonly body?: "html" | "json" | "empty";
        /** Value of the `Retry-After` header. Absence: no header. */
        readonly retryAfterSeconds?: number;
      }
    /** The connection is cut after the request was read. */
    | { readonly kind: "reset" }
    /** No answer comes, until the emulator is closed. */
    | { readonly kind: "hang" }
    /** The answer is the right one, and comes this late, by the emulator's clock. */
    | { readonly kind: "delay"; readonly ms: number }
    /** Status 200 with what is no answer: a page, nothing, 10 MB, or the real answer cut short. */
    | { readonly kind: "garbage"; readonly body?: "html" | "empty" | "huge" | "truncated" }
  );

const HUGE_BYTES = 10 * 1024 * 1024;
const PAGE = "<html><head><title>Sign in</title></head><body><h1>Please sign in to the network</h1></body></html>";

/** The faults that are switched on. */
export type Faults = ActiveFaults<AwsFault>;

/** Creates an empty list of {@link Faults}. */
export function faults(): Faults {
  return activeFaults((fault, operation) => (fault.operation ?? operation) === operation);
}

/** What a fault makes of an answer. `answerNow`: answers, and takes effect. */
export function faultAnswer(fault: AwsFault, answerNow: () => Answer): Answer | "reset" | "hang" {
  if (fault.kind === "garbage") return garbage(fault.body ?? "html", answerNow);
  if (fault.kind === "delay") return answerNow();
  if (fault.afterProcessing === true) answerNow();
  switch (fault.kind) {
    case "throttle":
      return { status: 400, body: { __type: "ThrottlingException", message: "Rate exceeded" } };
    case "expired-token":
      return error("ExpiredTokenException", "The security token included in the request is expired");
    case "error":
      return error(fault.name, fault.message ?? "The request failed.", fault.status);
    case "status":
      return statusAnswer(fault);
    default:
      return fault.kind;
  }
}

function error(name: string, message: string, status: number = 400): Answer {
  return { status, body: { __type: name, message, Message: message } };
}

function statusAnswer({ status, body = "html", retryAfterSeconds }: AwsFault & { readonly kind: "status" }): Answer {
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) };
  if (body === "json") return { status, headers, body: { message: `The request failed with status ${status}.` } };
  return { status, headers, ...(body === "html" ? { text: PAGE, type: "text/html" } : {}) };
}

function garbage(kind: "html" | "empty" | "huge" | "truncated", answerNow: () => Answer): Answer {
  if (kind === "html") return { status: 200, text: PAGE, type: "text/html" };
  if (kind === "empty") return { status: 200 };
  const answer = answerNow();
  const text = answer.text ?? JSON.stringify(answer.body);
  const type = answer.type ?? "application/x-amz-json-1.1";
  if (kind === "truncated") return { status: 200, type, text: text.slice(0, Math.floor(text.length * 0.9)) };
  return { status: 200, type, text: `${text.slice(0, -1)},"Padding":"${"0".repeat(HUGE_BYTES)}"}` };
}
