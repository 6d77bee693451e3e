import { type SafeCause, safeCause } from "./safe-cause.ts";

/** Everything that can go wrong, closed: act on the code, never on the text. */
export type SecretsErrorCode =
  /** The secret, or a value in it, does not exist. */
  | "NOT_FOUND"
  /** The store knows the caller, who may not read (or write) this secret. */
  | "ACCESS_DENIED"
  /** The store does not accept the caller's login. */
  | "UNAUTHENTICATED"
  /** The store cannot be reached, or answered that it is not able to serve. */
  | "UNAVAILABLE"
  | "RATE_LIMITED"
  | "TIMEOUT"
  /** An answer that fits nothing known. Never retried, never taken for "missing". */
  | "UNEXPECTED_RESPONSE"
  /** The secret was read, and no usable credentials are in it. */
  | "INVALID_SECRET"
  | "INVALID_CONFIG"
  /** A package that has to be installed is not. */
  | "MISSING_DEPENDENCY"
  /** A conditional write met another version. */
  | "CONFLICT"
  /** Mailjet answered 401: not the store, Mailjet. */
  | "CREDENTIALS_REJECTED"
  /** Mailjet has suspended the key; another secret does not help. */
  | "ACCOUNT_SUSPENDED"
  /** The factory or provider was closed. */
  | "CLOSED";

const RETRYABLE: ReadonlySet<SecretsErrorCode> = new Set(["UNAVAILABLE", "RATE_LIMITED", "TIMEOUT"]);
const MARKER: symbol = Symbol.for("mailjet-secrets.SecretsError");

/** Mailjet's own words about a rejected request; on `CREDENTIALS_REJECTED` and `ACCOUNT_SUSPENDED` only. */
export interface MailjetErrorFields {
  readonly statusCode?: number;
  readonly ErrorMessage?: string;
  readonly ErrorCode?: string;
  readonly ErrorIdentifier?: string;
}

export interface SecretsErrorOptions {
  /** Name of the provider that failed. Absence: the failure is not a store's. */
  readonly provider?: string;
  /** The next thing to do: the variable to set, the policy line to add, the command to run. Becomes part of the message. */
  readonly hint?: string;
  /** The failure behind this one; only its name, code and status are kept. */
  readonly cause?: unknown;
  /** @default true for `UNAVAILABLE`, `RATE_LIMITED` and `TIMEOUT`, else false */
  readonly retryable?: boolean;
  /** Milliseconds that the store asked to wait. */
  readonly retryAfterMs?: number;
  readonly mailjet?: MailjetErrorFields;
}

/**
 * The one error class of mailjet-secrets. Carries no request, response, header, body, configuration or value, so it may
 * be logged whole. Misuse by the programmer is a `TypeError` instead; an abort rejects with the signal's reason.
 */
export class SecretsError extends Error {
  declare readonly code: SecretsErrorCode;
  declare readonly provider?: string;
  declare readonly hint?: string;
  /** Whether the same call may work later without anybody changing anything. */
  declare readonly retryable: boolean;
  declare readonly retryAfterMs?: number;
  declare readonly cause?: SafeCause;
  declare readonly statusCode?: number;
  declare readonly ErrorMessage?: string;
  declare readonly ErrorCode?: string;
  declare readonly ErrorIdentifier?: string;

  // On the prototype, since the first line of the stack is written before a constructor can set a name.
  static {
    // `this`, since a bundler renames a class that names itself.
    Object.defineProperty(this.prototype, "name", { value: "SecretsError" });
    Object.defineProperty(this.prototype, MARKER, { value: true });
  }

  constructor(code: SecretsErrorCode, message: string, options: SecretsErrorOptions = {}) {
    super(options.hint === undefined ? message : `${message} ${options.hint}`);
    // Part of the message already; enumerable it would be printed twice.
    if (options.hint !== undefined) Object.defineProperty(this, "hint", { value: options.hint });
    if (options.cause !== undefined) Object.defineProperty(this, "cause", { value: safeCause(options.cause) });
    Object.assign(this, {
      code,
      ...(options.provider === undefined ? {} : { provider: options.provider }),
      retryable: options.retryable ?? RETRYABLE.has(code),
      ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
      ...options.mailjet,
    });
  }

  /** Recognises the errors of every copy of this package in the process; with `code`, only those of that code. */
  static is(error: unknown, code?: SecretsErrorCode): error is SecretsError {
    if (typeof error !== "object" || error === null || !(MARKER in error)) return false;
    return code === undefined || (error as SecretsError).code === code;
  }
}
