import type { WireAnswer } from "../emulator/wire-answer.ts";

/** What a handler wants answered. `body` goes out as JSON, `text` as it is; neither means an empty body. */
export interface VaultAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What differs between answers that carry something. */
export interface EnvelopeParts {
  readonly data?: unknown;
  readonly auth?: unknown;
  readonly wrapInfo?: unknown;
  readonly warnings?: readonly string[];
  /** Seconds; KV v1 says with it how often to read again. @default 0 */
  readonly leaseDuration?: number;
}

/** The frame in which Vault puts everything that it gives. */
export function envelope(requestId: string, parts: EnvelopeParts, status = 200): VaultAnswer {
  const body = {
    request_id: requestId,
    lease_id: "",
    renewable: false,
    lease_duration: parts.leaseDuration ?? 0,
    data: parts.data ?? null,
    wrap_info: parts.wrapInfo ?? null,
    warnings: parts.warnings ?? null,
    auth: parts.auth ?? null,
  };
  return { status, body };
}

/** An error as Vault writes it. */
export function failure(status: number, ...errors: readonly string[]): VaultAnswer {
  return { status, body: { errors } };
}

/** The answer to a write that has nothing to say. */
export const NO_CONTENT: VaultAnswer = { status: 204 };

/** Time as Vault writes it, with more digits than JavaScript knows. `at`: epoch milliseconds. */
export function timestamp(at: number): string {
  return new Date(at).toISOString().replace("Z", "000000Z");
}

/** The answer as it goes over the wire. */
export function wireAnswer({ status, body, text, headers }: VaultAnswer): WireAnswer {
  const out = text ?? (body === undefined ? "" : JSON.stringify(body));
  const type: Record<string, string> = out === "" ? {} : { "content-type": "application/json" };
  return { status, headers: { "cache-control": "no-store", ...type, ...headers }, body: out };
}
