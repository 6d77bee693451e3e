/** Which secret to read, in the words of the store. */
export interface SecretReference {
  /**
   * The store's own name for the secret: an AWS name or ARN, a Vault path below the mount, a Conjur variable or
   * branch, a prefix of environment variables. Empty only where the store allows it (`env`: no prefix).
   */
  readonly id: string;
  /**
   * Names of the values to read. Absence means everything in the record (AWS, Vault), the documented default names
   * (`env`), or that `id` itself is the one variable (Conjur).
   */
  readonly fields?: readonly string[];
  /** The store's own word for a version: an AWS version id or stage, a KV v2 or Conjur number. Absence: the current one. */
  readonly requestedVersion?: string;
}

/** What one `read` found: all values from one version of the secret, exactly as stored. */
export interface SecretSnapshot {
  /** Keyed by the names asked for. Untouched: no trimming, no decoding beyond the store's own. */
  readonly values: Readonly<Record<string, string>>;
  /** The version that was read. Information for people; pairs are compared by their values. */
  readonly version?: string;
  /** Epoch milliseconds after which the store says that the values are void. Absence: no end is known. */
  readonly expiresAt?: number;
  /** The provider that answered, where it is not the one that was asked (a chain). */
  readonly provider?: string;
  /** The answer came from a fallback: kept shortly, and never in place of an unexpired answer of the first choice. */
  readonly degraded?: true;
  /**
   * Names of fields that are no text in the store: `values` has them as text (numbers, booleans) or not at all (`null`, lists,
   * objects), so writing `values` back would change them. Absence: there are none.
   */
  readonly nonTextFields?: readonly string[];
  /** Where each value was found, by name ("MJ_APIKEY_PUBLIC in /app/.env"): for error messages. Never a value. */
  readonly origins?: Readonly<Record<string, string>>;
}

/** Options of {@link SecretsProvider.read}. */
export interface ReadOptions {
  /** Ends the read; the promise then rejects with the signal's reason. Required, so that no adapter can forget it. */
  readonly signal: AbortSignal;
}

/** Options of {@link SecretsProvider.write}. */
export interface WriteOptions {
  readonly signal: AbortSignal;
  /** Refuse with `CONFLICT` if the store holds another version than this one. Absence: write in any case. */
  readonly ifVersion?: string;
}

/**
 * Reads (and, where it can, writes) secrets in one kind of store. Does not cache, retry or log.
 *
 * An adapter is a function that returns a plain object and does nothing until the first `read`: no I/O, no timer, no
 * SDK import, no look at the environment. `providerContract` in `@mailjet-secrets/testing` checks the obligations.
 */
export interface SecretsProvider {
  /** "env", "aws", "vault", "conjur", or your own word; stands in errors, status and events. */
  readonly name: string;
  /**
   * Reads one secret with one version for all values. Throws `SecretsError`; names that are missing make one
   * `NOT_FOUND` that lists all of them and where each was looked for. An unknown failure is never "missing".
   */
  read(secret: SecretReference, options: ReadOptions): Promise<SecretSnapshot>;
  /** Writes a whole record as a new version. Absent when the store cannot be written from here. */
  write?(
    secret: SecretReference,
    values: Readonly<Record<string, string>>,
    options: WriteOptions,
  ): Promise<{ readonly version?: string }>;
  /** Releases sockets, timers and session tokens. Safe to call more than once; a later `read` is `CLOSED`. */
  close?(): Promise<void>;
}
