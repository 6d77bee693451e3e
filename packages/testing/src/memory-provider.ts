import {
  type ReadOptions,
  type SecretReference,
  type SecretSnapshot,
  SecretsError,
  type SecretsErrorCode,
  type SecretsProvider,
  type WriteOptions,
} from "@mailjet-secrets/core";

type Values = Readonly<Record<string, string>>;

/** What a test can say of a record beside its values; given back by `read` as it is. */
export type MemoryFacts = Pick<SecretSnapshot, "version" | "expiresAt" | "degraded" | "provider">;

/** Options of {@link memoryProvider}. */
export interface MemoryProviderOptions {
  /** @default "memory" */
  readonly name?: string;
}

/** Options of {@link MemoryProvider.hold}. */
export interface HoldOptions {
  /** Number of reads to hold. @default Infinity, until the release */
  readonly reads?: number;
  /** Held reads do not heed their signal, as with an SDK that knows no abort. @default false */
  readonly deaf?: boolean;
}

/** A provider whose store is the memory of the process, and whose failures and delays a test decides. */
export interface MemoryProvider extends SecretsProvider {
  /** Number of reads that were started, the failed ones included. */
  readonly readCount: number;
  /** Number of reads that wait for a release at the moment. */
  readonly heldReads: number;
  /** Stores a whole record as the current version and returns its name: "1", "2", … unless `facts` name it. */
  set(id: string, values: Values, facts?: MemoryFacts): string;
  /** Removes the secret with all its versions. Nothing happens if there is none. */
  remove(id: string): void;
  /** Lets the next `times` reads and writes fail: with a `SecretsError` of this code, or with this very error. @default Infinity */
  fail(failure: SecretsErrorCode | Error, times?: number): void;
  /** Ends what `fail` began. */
  recover(): void;
  /**
   * Keeps the next reads in flight; the function returned lets them go. Each answers with what the store held, and
   * `fail` demanded, when the read was started.
   */
  hold(options?: HoldOptions): () => void;
  write(secret: SecretReference, values: Values, options: WriteOptions): Promise<{ readonly version: string }>;
  close(): Promise<void>;
}

interface StoredSecret {
  readonly versions: Map<string, SecretSnapshot>;
  current: string;
}

interface Hold {
  remaining: number;
  readonly deaf: boolean;
  readonly released: Promise<void>;
}

/** Creates a {@link MemoryProvider}. `initial`: records by the id of their secret. */
export function memoryProvider(
  initial: Readonly<Record<string, Values>> = {},
  options: MemoryProviderOptions = {},
): MemoryProvider {
  const name = options.name ?? "memory";
  const secrets = new Map<string, StoredSecret>();
  let failure: { readonly error: SecretsErrorCode | Error; remaining: number } | undefined;
  let holds: readonly Hold[] = [];
  let readCount = 0;
  let heldReads = 0;
  let closed = false;

  const refuse = (code: SecretsErrorCode, message: string): SecretsError =>
    new SecretsError(code, message, { provider: name });

  const set = (id: string, values: Values, facts: MemoryFacts = {}): string => {
    const known = secrets.get(id) ?? { versions: new Map<string, SecretSnapshot>(), current: "0" };
    const version = facts.version ?? String(known.versions.size + 1);
    known.versions.set(version, { ...facts, version, values: { ...values } });
    known.current = version;
    secrets.set(id, known);
    return version;
  };

  const failIfAsked = (): void => {
    if (closed) throw refuse("CLOSED", "The provider was closed.");
    if (failure === undefined || failure.remaining <= 0) return;
    failure.remaining -= 1;
    const { error } = failure;
    throw typeof error === "string" ? refuse(error, `The test asked for ${error}.`) : error;
  };

  const answer = ({ id, fields, requestedVersion }: SecretReference): SecretSnapshot => {
    failIfAsked();
    const secret = secrets.get(id);
    const found = secret?.versions.get(requestedVersion ?? secret.current);
    if (found === undefined) {
      const version = requestedVersion === undefined ? "" : ` in version ${requestedVersion}`;
      throw refuse("NOT_FOUND", `There is no secret "${id}"${version}.`);
    }
    const missing = (fields ?? []).filter((field) => !Object.hasOwn(found.values, field));
    if (missing.length > 0) throw refuse("NOT_FOUND", `The secret "${id}" has no field ${missing.join(", ")}.`);
    const kept = Object.entries(found.values).filter(([field]) => fields?.includes(field) ?? true);
    return { ...found, values: Object.fromEntries(kept) };
  };

  const wait = async (signal: AbortSignal): Promise<void> => {
    const hold = holds.find((candidate) => candidate.remaining > 0);
    if (hold === undefined) return;
    hold.remaining -= 1;
    heldReads += 1;
    await (hold.deaf ? hold.released : releasedOrAborted(hold.released, signal)).finally(() => {
      heldReads -= 1;
    });
  };

  for (const [id, values] of Object.entries(initial)) set(id, values);

  return {
    name,
    get readCount() {
      return readCount;
    },
    get heldReads() {
      return heldReads;
    },
    set,
    remove: (id) => void secrets.delete(id),
    fail(error, times = Number.POSITIVE_INFINITY) {
      failure = { error, remaining: times };
    },
    recover() {
      failure = undefined;
    },
    hold({ reads = Number.POSITIVE_INFINITY, deaf = false } = {}) {
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const hold: Hold = { remaining: reads, deaf, released };
      holds = [...holds, hold];
      return () => {
        holds = holds.filter((other) => other !== hold);
        release();
      };
    },
    async read(secret, { signal }: ReadOptions) {
      signal.throwIfAborted();
      readCount += 1;
      const found = settle(() => answer(secret));
      await wait(signal);
      return found();
    },
    async write(secret, values, { signal, ifVersion }) {
      signal.throwIfAborted();
      failIfAsked();
      if (ifVersion !== undefined && secrets.get(secret.id)?.current !== ifVersion) {
        throw refuse("CONFLICT", `The secret "${secret.id}" is not at version ${ifVersion} any more.`);
      }
      return { version: set(secret.id, values) };
    },
    async close() {
      closed = true;
    },
  };
}

/** Runs the work at once and gives its outcome back as often as it is asked for. */
function settle<T>(work: () => T): () => T {
  try {
    const result = work();
    return () => result;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

function releasedOrAborted(released: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    void released.then(() => {
      signal.removeEventListener("abort", abort);
      resolve();
    });
  });
}
