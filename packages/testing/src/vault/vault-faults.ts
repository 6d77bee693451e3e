import { type ActiveFaults, activeFaults } from "../active-faults.ts";
import { failure, type VaultAnswer } from "./answer.ts";

interface FaultScope {
  /** How many requests fail. @default all, until `clearFaults()` */
  readonly times?: number;
  /** Beginning of the paths that fail, for example `/v1/auth/`. @default all */
  readonly path?: string;
}

/** What is to go wrong with requests. */
export type VaultFault = FaultScope &
  (
    | {
        readonly kind: "status";
        readonly status: number;
        /** @default none */
        readonly errors?: readonly string[];
        /** Goes out in place of the errors. */
        readonly body?: "html" | "empty" | object;
        /** Value of the `Retry-After` header. Absent: no header. */
        readonly retryAfterSeconds?: number;
        /** Value of the `Location` header. Absent: no header. */
        readonly location?: string;
      }
    /** Status 200 with something that Vault does not say: a page, nothing, half of some JSON, or 10 MB of it. */
    | { readonly kind: "garbage"; readonly body: "html" | "empty" | "cut" | "huge" }
    /** The connection is cut after the request was read. */
    | { readonly kind: "reset" }
    /** No answer comes, until the emulator is closed. */
    | { readonly kind: "hang" }
    /** The answer is the right one, and comes this late, by the emulator's clock. */
    | { readonly kind: "delay"; readonly ms: number }
  );

const HTML = "<html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>";
const HUGE_BYTES = 10 * 1024 * 1024;

/** The faults that are switched on. */
export type VaultFaults = ActiveFaults<VaultFault>;

/** Creates an empty list of {@link VaultFaults}. */
export function vaultFaults(): VaultFaults {
  return activeFaults((fault, path) => path.startsWith(fault.path ?? "/"));
}

/** What a fault answers, or what it does instead. `answerNow` processes the request. */
export function faultAnswer(fault: VaultFault, answerNow: () => VaultAnswer): VaultAnswer | "reset" | "hang" {
  if (fault.kind === "delay") return answerNow();
  if (fault.kind === "garbage") return garbage(fault.body);
  if (fault.kind !== "status") return fault.kind;
  const headers = {
    ...(fault.retryAfterSeconds === undefined ? {} : { "retry-after": String(fault.retryAfterSeconds) }),
    ...(fault.location === undefined ? {} : { location: fault.location }),
  };
  const { status, body } = fault;
  if (body === "html") return { status, text: HTML, headers: { ...headers, "content-type": "text/html" } };
  if (body === "empty") return { status, headers };
  return { ...failure(status, ...(fault.errors ?? [])), ...(body === undefined ? {} : { body }), headers };
}

function garbage(body: "html" | "empty" | "cut" | "huge"): VaultAnswer {
  if (body === "html") return { status: 200, text: HTML, headers: { "content-type": "text/html" } };
  if (body === "empty") return { status: 200 };
  if (body === "cut") return { status: 200, text: '{"request_id":"0","data":{"data":{' };
  return { status: 200, text: `{"data":{"data":{"x":"${"x".repeat(HUGE_BYTES)}"}}}` };
}
