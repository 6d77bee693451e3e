import {
  type SecretReference,
  type SecretSnapshot,
  SecretsError,
  type SecretsErrorCode,
  type SecretsProvider,
  type WriteOptions,
} from "@mailjet-secrets/core";
import { createMemoryStore } from "./memory-store.ts";
import { createReadGate, type HoldOptions } from "./read-gate.ts";

type Values = Readonly<Record<string, string>>;

/** What a test can say of a record beside its values; given back by `read` as it is. */
export type MemoryFacts = Pick<SecretSnapshot, "version" | "expiresAt" | "degraded" | "provider">;

/** Options of {@link memoryProvider}. */
export interface MemoryProviderOptions {
  /** @default "memory" */
  readonly name?: string;
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

/** Creates a {@link MemoryProvider}. `initial`: records by the id of their secret. */
export function memoryProvider(
  initial: Readonly<Record<string, Values>> = {},
  options: MemoryProviderOptions = {},
): MemoryProvider {
  const name = options.name ?? "memory";
  const store = createMemoryStore(name);
  const gate = createReadGate(name);
  let readCount = 0;
  let closed = false;

  const enter = (signal: AbortSignal): void => {
    signal.throwIfAborted();
    if (closed) throw new SecretsError("CLOSED", "The provider was closed.", { provider: name });
  };
  for (const [id, values] of Object.entries(initial)) store.set(id, { values });

  return {
    name,
    get readCount() {
      return readCount;
    },
    get heldReads() {
      return gate.held;
    },
    set: (id, values, facts) => store.set(id, { ...facts, values }),
    remove: store.remove,
    fail: (failure, times = Number.POSITIVE_INFINITY) => gate.fail(failure, times),
    recover: gate.recover,
    hold: gate.hold,
    async read(secret, { signal }) {
      enter(signal);
      readCount += 1;
      const outcome = settle(() => {
        gate.pass();
        return store.find(secret);
      });
      await gate.wait(signal);
      return outcome();
    },
    async write({ id }, values, { signal, ifVersion }) {
      enter(signal);
      gate.pass();
      if (ifVersion !== undefined && store.currentVersion(id) !== ifVersion) {
        throw new SecretsError("CONFLICT", `"${id}" is not at version ${ifVersion}.`, { provider: name });
      }
      return { version: store.set(id, { values }) };
    },
    async close() {
      closed = true;
    },
  };
}

/** Runs the work at once and gives its outcome back when it is asked for. */
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
