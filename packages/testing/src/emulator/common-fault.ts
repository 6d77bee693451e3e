import type { WireAnswer, WireOutcome } from "./wire-answer.ts";

/** Which requests fail, and how often. Each emulator adds by what it chooses them: `path`, or `operation`. */
export interface FaultScope {
  /** How many requests fail. @default all, until `clearFaults()` */
  readonly times?: number;
  /** Whether the request takes effect, although the caller cannot know. @default false */
  readonly afterProcessing?: boolean;
}

/** What can go wrong with a request in the same way whatever the service. */
export type CommonFault = FaultScope &
  (
    | {
        /** An answer with this status. */
        readonly kind: "status";
        readonly status: number;
        /** In the words of the service, a page, or nothing. @default "html" for AWS, "empty" for Conjur, "json" for Mailjet and Vault */
        readonly body?: "json" | "html" | "empty";
        /** Value of the `Retry-After` header. Absence: no header. */
        readonly retryAfterSeconds?: number;
      }
    /** The service's own answer to too many requests: 429, by AWS `ThrottlingException`. */
    | { readonly kind: "throttle"; readonly retryAfterSeconds?: number }
    /** A redirect to another address. `status`: @default 302 */
    | { readonly kind: "redirect"; readonly location: string; readonly status?: number }
    /** The connection is cut after the request was read. */
    | { readonly kind: "reset" }
    /** No answer comes, until the emulator is closed. */
    | { readonly kind: "hang" }
    /** The answer is the right one, and comes this late, by the emulator's clock. */
    | { readonly kind: "delay"; readonly ms: number }
    /** Status 200 with a page, with nothing, with the right answer without its last tenth, or with 10 MB more. @default "cut" */
    | { readonly kind: "garbage"; readonly body?: "html" | "empty" | "cut" | "huge" }
  );

/** How a service words what its faults answer. */
export interface FaultWords {
  /** The body of a `status` fault that names none. */
  readonly statusBody: "json" | "html" | "empty";
  /** An error of the service with this status. */
  readonly error: (status: number) => WireAnswer;
  readonly throttled: () => WireAnswer;
}

const HUGE_BYTES = 10 * 1024 * 1024;
const PAGE = "<html><head><title>Sign in</title></head><body><h1>Please sign in to the network</h1></body></html>";

/** What becomes of a request that meets a {@link CommonFault}. `answerNow` processes the request. */
export function commonOutcome(fault: CommonFault, answerNow: () => WireAnswer, words: FaultWords): WireOutcome {
  if (fault.kind === "delay") return answerNow();
  const { kind } = fault;
  if (kind === "garbage" && (fault.body === "cut" || fault.body === "huge" || fault.body === undefined)) {
    return spoilt(answerNow(), fault.body ?? "cut");
  }
  if (fault.afterProcessing === true) answerNow();
  switch (kind) {
    case "garbage":
      return fault.body === "html" ? pageAnswer(200) : { status: 200, headers: {}, body: "" };
    case "status":
      return withRetryAfter(statusAnswer(fault.status, fault.body ?? words.statusBody, words), fault.retryAfterSeconds);
    case "throttle":
      return withRetryAfter(words.throttled(), fault.retryAfterSeconds);
    case "redirect":
      return { status: fault.status ?? 302, headers: { location: fault.location }, body: "" };
    default:
      return kind;
  }
}

/** Adds the header, if there is a number. */
export function withRetryAfter(answer: WireAnswer, seconds: number | undefined): WireAnswer {
  if (seconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, "retry-after": String(seconds) } };
}

/** The page that something between caller and service sends in its place. */
export function pageAnswer(status: number): WireAnswer {
  return { status, headers: { "content-type": "text/html" }, body: PAGE };
}

function statusAnswer(status: number, body: "json" | "html" | "empty", words: FaultWords): WireAnswer {
  if (body === "html") return pageAnswer(status);
  return body === "json" ? words.error(status) : { status, headers: {}, body: "" };
}

function spoilt({ headers, body }: WireAnswer, how: "cut" | "huge"): WireAnswer {
  const bytes = Buffer.from(body);
  const cut = bytes.subarray(0, Math.floor(bytes.length * 0.9));
  return { status: 200, headers, body: how === "cut" ? cut : huge(bytes.toString()) };
}

/** Stays JSON if it was an object of JSON. */
function huge(text: string): string {
  const padding = "0".repeat(HUGE_BYTES);
  return text.endsWith("}") ? `${text.slice(0, -1)},"padding":"${padding}"}` : text + padding;
}
