import type { SecretReference, SecretsProvider } from "@mailjet-secrets/core";

/** A failure that a harness can bring about in its store. */
export type ContractFault =
  /** The store knows the caller, who may not read the secret. */
  | "denied"
  /** The store does not accept the caller's login. */
  | "bad login"
  /** The store answers that there were too many requests. */
  | "rate limited"
  /** The store answers that it cannot serve for now (503). */
  | "unavailable"
  /** The connection breaks before the answer. */
  | "reset"
  /** Requests arrive, and no answer comes. */
  | "hang"
  /** The status is a success and the body fits nothing known; the stored values are best in it, to see them leak. */
  | "garbage";

/** What a store and its harness can do; what they cannot do stands in {@link ProviderHarness.unsupported}. */
export type ContractFeature =
  | ContractFault
  /** Empty values can be stored and are given back. */
  | "empty values"
  /** Snapshots have a version, and the version before the current one can be asked for. */
  | "versions"
  /** The harness counts requests: `requestCount`. */
  | "request counts"
  /** The harness knows the requests that wait for an answer: `openRequests`. */
  | "open requests"
  /** The provider logs in for a session: `loginCount` and `expireSessions`. */
  | "logins"
  /** A write removes the fields that it does not name. */
  | "whole records"
  /** A write can be bound to a version. */
  | "conditional writes";

/** Every {@link ContractFault}. */
export const CONTRACT_FAULTS: readonly ContractFault[] = [
  "denied",
  "bad login",
  "rate limited",
  "unavailable",
  "reset",
  "hang",
  "garbage",
];

/** Every {@link ContractFeature}. */
export const CONTRACT_FEATURES: readonly ContractFeature[] = [
  ...CONTRACT_FAULTS,
  "empty values",
  "versions",
  "request counts",
  "open requests",
  "logins",
  "whole records",
  "conditional writes",
];

/**
 * A store for one contract case, and the handles by which the suite moves it. Made anew for every case; starts its own
 * emulator on a free port.
 */
export interface ProviderHarness {
  /** What the store cannot do; cases that need it are not registered. Everything else has to work. */
  readonly unsupported: readonly ContractFeature[];
  /** The secret that `seed` stores. The suite adds `fields`. */
  readonly secret: SecretReference;
  /**
   * Credentials by which the provider logs in to the store: at least 12 characters each, which show
   * up in no error. Absence: it has none.
   */
  readonly storeSecrets?: readonly string[];
  /** Requests of one read in an open session, logins not counted. @default 1 */
  readonly requestsPerRead?: number;
  /** Creates the provider under test over the store. Called once. */
  open(): SecretsProvider;
  /** Stores the record as a new current version of the secret, and creates the secret if need be. */
  seed(values: Readonly<Record<string, string>>): Promise<void>;
  /** Removes the secret. */
  remove(): Promise<void>;
  /** Lets every request from now on meet this fault. Needed for each fault that is supported. */
  fail?(fault: ContractFault): void | Promise<void>;
  /** Ends what `fail` began; requests that hang may stay without an answer. */
  recover?(): void | Promise<void>;
  /** Number of requests of the provider that arrived, logins not counted. */
  requestCount?(): number;
  /** Number of requests that arrived and whose connection waits for the answer. */
  openRequests?(): number;
  /** Number of logins of the provider that arrived. */
  loginCount?(): number;
  /** Makes the store refuse all sessions that it has opened, as if their time were over. */
  expireSessions?(): void;
  /** Stops the emulator and frees everything. */
  close(): Promise<void>;
}

const HANDLES: readonly (readonly [keyof ProviderHarness, readonly ContractFeature[]])[] = [
  ["fail", CONTRACT_FAULTS],
  ["recover", CONTRACT_FAULTS],
  ["requestCount", ["request counts"]],
  ["openRequests", ["open requests"]],
  ["loginCount", ["logins"]],
  ["expireSessions", ["logins"]],
];

/** Finds what a harness supports. Throws `TypeError` for unknown words in `unsupported` and for handles it lacks. */
export function supportedFeatures(harness: ProviderHarness): ReadonlySet<ContractFeature> {
  const known: readonly string[] = CONTRACT_FEATURES;
  if (!Array.isArray(harness.unsupported)) {
    throw new TypeError(
      `The harness needs unsupported: a list of what its store cannot do, out of ${known.join(", ")}.`,
    );
  }
  const unknown = harness.unsupported.filter((feature) => !known.includes(feature));
  if (unknown.length > 0) {
    throw new TypeError(`unsupported: ${unknown.join(", ")} is unknown; known are ${known.join(", ")}.`);
  }
  const supported = new Set(CONTRACT_FEATURES.filter((feature) => !harness.unsupported.includes(feature)));
  for (const [handle, features] of HANDLES) {
    const needing = features.filter((feature) => supported.has(feature));
    if (needing.length > 0 && harness[handle] === undefined) {
      throw new TypeError(
        `The harness has no ${handle}: needed for ${needing.join(", ")}, unless they are unsupported.`,
      );
    }
  }
  return supported;
}
