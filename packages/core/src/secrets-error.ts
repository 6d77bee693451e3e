import { type SafeCause, safeCause } from "./safe-cause.ts";

/**
 * Everything that can go wrong, closed: act on the code, never on the text. `docs/troubleshooting.md` is made of these
 * comments: what happened. Next: what to do.
 */
export type SecretsErrorCode =
  /**
   * The secret, the version that was asked for, or a value in it does not exist. Next: create it, or correct the id; the
   * message lists everything that is missing and each place that was looked at.
   */
  | "NOT_FOUND"
  /** The store knows the caller, who may not read (or write) this secret. Next: add the line of policy in the hint. */
  | "ACCESS_DENIED"
  /** The store does not accept the caller's login. Next: renew or correct what the provider logs in with; the hint names it. */
  | "UNAUTHENTICATED"
  /**
   * The store cannot be reached, or says that it cannot serve. Next: nothing, if it passes: reads are tried again, and the
   * last good pair is served until `expireAfterMs`. If it stays: check address, network, certificate and the store itself.
   */
  | "UNAVAILABLE"
  /** The store throttles the caller. Next: ask less often: a longer `refreshAfterMs`, fewer processes; or raise its limit. */
  | "RATE_LIMITED"
  /** The store did not answer in time. Next: check network and proxy; raise the provider's time-out, then `timeoutMs`. */
  | "TIMEOUT"
  /**
   * An answer that fits nothing known, such as a web page; never tried again, never taken for "missing". Next: check that
   * the address is the store's, and what stands in front of it.
   */
  | "UNEXPECTED_RESPONSE"
  /** The secret was read, and no usable credentials are in it. Next: mend the fields that the message names, and store it again. */
  | "INVALID_SECRET"
  /** A setting is missing, misspelled, contradictory or of a wrong kind. Next: correct what the message names; it lists all. */
  | "INVALID_CONFIG"
  /** A package that has to be installed is not, or does not load. Next: run the command in the hint. */
  | "MISSING_DEPENDENCY"
  /** A conditional write met another version: somebody else has written. Next: read again, then decide. */
  | "CONFLICT"
  /**
   * Mailjet answered 401: the store is fine, the pair is not. Next: store the pair that Mailjet shows; nothing has to be
   * restarted. If it is right, look for a swapped pair, an inactive key, or a key of another account or region.
   */
  | "CREDENTIALS_REJECTED"
  /** Mailjet has suspended the key; another secret does not help. Next: ask Mailjet's support. */
  | "ACCOUNT_SUSPENDED"
  /** The factory or provider was closed. Next: keep one factory for the life of the process, and close it last. */
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
