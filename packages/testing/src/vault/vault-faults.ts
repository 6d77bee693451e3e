import { type ActiveFaults, activeFaults } from "../emulator/active-faults.ts";
import { type CommonFault, commonOutcome, type FaultScope } from "../emulator/common-fault.ts";
import type { WireAnswer, WireOutcome } from "../emulator/wire-answer.ts";
import { failure, type VaultAnswer, wireAnswer } from "./answer.ts";

/** An answer with this status. */
type StatusFault = FaultScope & {
  readonly kind: "status";
  readonly status: number;
  /** @default none */
  readonly errors?: readonly string[];
  /** Goes out in place of the errors. @default "json", the errors as Vault writes them */
  readonly body?: "json" | "html" | "empty" | object;
  /** Value of the `Retry-After` header. Absence: no header. */
  readonly retryAfterSeconds?: number;
  /** Value of the `Location` header. Absence: no header. */
  readonly location?: string;
};

/** What is to go wrong with requests. */
export type VaultFault = {
  /** Beginning of the paths that fail, for example `/v1/auth/`. @default all */
  readonly path?: string;
} & (Exclude<CommonFault, { readonly kind: "status" }> | StatusFault);

/** The faults that are switched on. */
export type VaultFaults = ActiveFaults<VaultFault>;

/** Creates an empty list of {@link VaultFaults}. */
export function vaultFaults(): VaultFaults {
  return activeFaults((fault, path) => path.startsWith(fault.path ?? "/"));
}

/** What a fault makes of an answer. `answerNow`: answers, and takes effect. */
export function faultOutcome(fault: VaultFault, answerNow: () => WireAnswer): WireOutcome {
  if (fault.kind !== "status") return commonOutcome(fault, answerNow, wordsFor({}));
  const { body, ...rest } = fault;
  const named = typeof body === "string" ? { body } : {};
  const outcome = commonOutcome({ ...rest, ...named }, answerNow, wordsFor(fault));
  if (typeof outcome === "string" || fault.location === undefined) return outcome;
  return { ...outcome, headers: { ...outcome.headers, location: fault.location } };
}

function wordsFor({ errors = [], body }: Pick<StatusFault, "errors" | "body">) {
  const answerOf = (status: number): VaultAnswer =>
    typeof body === "object" ? { status, body } : failure(status, ...errors);
  return {
    statusBody: "json",
    error: (status: number) => wireAnswer(answerOf(status)),
    throttled: () => wireAnswer(failure(429, "rate limit quota exceeded")),
  } as const;
}
