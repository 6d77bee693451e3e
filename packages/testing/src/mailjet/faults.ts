import { type ActiveFaults, activeFaults } from "../active-faults.ts";
import type { Answer } from "./answer.ts";

interface FaultScope {
  /** How many requests fail. @default all, until `clearFaults()` */
  readonly times?: number;
  /** Beginning of the paths that fail, for example `/v3.1/send`. @default all */
  readonly path?: string;
  /** Whether the request takes effect, so that a mail is accepted although the caller cannot know. @default false */
  readonly afterProcessing?: boolean;
}

/** What is to go wrong with requests. */
export type MailjetFault = FaultScope &
  (
    | {
        readonly kind: "status";
        readonly status: number;
        /** @default "json" */
        readonly body?: "json" | "html";
        /** Value of the `Retry-After` header. Absent: no header. */
        readonly retryAfterSeconds?: number;
      }
    /** The connection is cut after the request was read. */
    | { readonly kind: "reset" }
    /** No answer comes, until the emulator is closed. */
    | { readonly kind: "hang" }
    /** The answer is the right one, and comes this late, by the emulator's clock. */
    | { readonly kind: "delay"; readonly ms: number }
    /** Status 200 with JSON that ends in the middle. */
    | { readonly kind: "garbage" }
    /** A 401 as the front end gives it, without `ErrorCode`. */
    | { readonly kind: "unauthorized-without-code" }
  );

/** The faults that are switched on. */
export type Faults = ActiveFaults<MailjetFault>;

/** Creates an empty list of {@link Faults}. */
export function faults(): Faults {
  return activeFaults((fault, path) => path.startsWith(fault.path ?? "/"));
}

/** Answer of a fault of the kind `status`. */
export function statusFaultAnswer(fault: MailjetFault & { readonly kind: "status" }, identifier: string): Answer {
  const headers = fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) };
  if (fault.body === "html") {
    const text = `<html><head><title>${fault.status}</title></head><body><h1>Error ${fault.status}</h1></body></html>`;
    return { status: fault.status, text, headers: { ...headers, "content-type": "text/html" } };
  }
  const ErrorMessage = `The request failed with status ${fault.status}.`;
  return {
    status: fault.status,
    headers,
    body: { ErrorIdentifier: identifier, StatusCode: fault.status, ErrorMessage },
  };
}
