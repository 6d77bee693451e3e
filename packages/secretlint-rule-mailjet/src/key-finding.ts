/**
 * What was found:
 * `key-pair`: both halves, near each other; `basic-auth`: the pair in base64, as in an `Authorization: Basic` header;
 * `smtp-url`: the pair in a URL; `api-key`, `api-secret`: one half alone, in a variable whose name leaves no doubt;
 * `sms-token`: the token of the SMS API, in such a variable.
 */
export type KeyKind = "key-pair" | "basic-auth" | "smtp-url" | "api-key" | "api-secret" | "sms-token";

/** Where a value stands in the text. */
export interface KeyPlace {
  /** Offset of the first character, in UTF-16 code units. */
  readonly index: number;
  /** Line, from 1. Lines end at LF, CRLF or CR. */
  readonly line: number;
  /** Column in UTF-16 code units, from 1. */
  readonly column: number;
  /** Number of UTF-16 code units. */
  readonly length: number;
}

/** A hard-coded key. Nothing of its value is in here: `keysOf` has it, for the process that found it. */
export interface KeyFinding extends KeyPlace {
  readonly kind: KeyKind;
  /**
   * The first 8 hexadecimal digits of the SHA-256 of `key:secret`, or of the value if there is one only. The same as
   * the fingerprint of the credentials in logs.
   */
  readonly fingerprint: string;
  /** Every value of the finding in the order of the text; the first one is where the finding itself is said to be. */
  readonly places: readonly KeyPlace[];
}

/** The values of a finding: a pair, or the one value that was found. */
export interface FoundKeys {
  /** The public half. Absent if the finding has none. */
  readonly apiKey?: string;
  /** The private half. Absent if the finding has none. */
  readonly apiSecret?: string;
  /** The token of the SMS API. Absent if the finding is none. */
  readonly apiToken?: string;
}

// Beside the findings, so that no way of printing one can reach a value.
const valuesOf = new WeakMap<KeyFinding, FoundKeys>();

/** Puts a finding together and remembers its values for `keysOf`. */
export function createFinding(finding: KeyFinding, keys: FoundKeys): KeyFinding {
  const frozen = Object.freeze(finding);
  valuesOf.set(frozen, keys);
  return frozen;
}

/**
 * Gives the values of a finding, to ask Mailjet whether they are valid. `undefined` for a copy of a finding, such as one
 * that came from a worker thread.
 */
export function keysOf(finding: KeyFinding): FoundKeys | undefined {
  return valuesOf.get(finding);
}
