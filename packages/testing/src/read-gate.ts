import { SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";

/** Options of {@link ReadGate.hold}. */
export interface HoldOptions {
  /** Number of reads to hold. @default Infinity, until the release */
  readonly reads?: number;
  /** Held reads do not heed their signal, as with an SDK that knows no abort. @default false */
  readonly deaf?: boolean;
}

/** Where reads wait or fail when a test says so. */
export interface ReadGate {
  /** Number of reads that wait for a release at the moment. */
  readonly held: number;
  /** Lets the next `times` passes fail: with a `SecretsError` of this code, or with this very error. */
  fail(failure: SecretsErrorCode | Error, times: number): void;
  /** Ends what `fail` began. */
  recover(): void;
  /** Keeps the next reads waiting; the function returned lets them go. */
  hold(options?: HoldOptions): () => void;
  /** Throws if a test asked for it. */
  pass(): void;
  /** Waits for the release of a hold, if there is one. Rejects with the signal's reason unless the hold is deaf. */
  wait(signal: AbortSignal): Promise<void>;
}

interface Hold {
  remaining: number;
  readonly deaf: boolean;
  readonly released: Promise<void>;
}

/** Creates an open {@link ReadGate}. `provider`: the name that its errors carry. */
export function createReadGate(provider: string): ReadGate {
  let failure: SecretsErrorCode | Error | undefined;
  let failuresLeft = 0;
  let holds: readonly Hold[] = [];
  let held = 0;

  return {
    get held() {
      return held;
    },
    fail(asked, times) {
      failure = asked;
      failuresLeft = times;
    },
    recover() {
      failuresLeft = 0;
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
    pass() {
      if (failure === undefined || failuresLeft <= 0) return;
      failuresLeft -= 1;
      throw typeof failure === "string"
        ? new SecretsError(failure, `The test asked for ${failure}.`, { provider })
        : failure;
    },
    async wait(signal) {
      const hold = holds.find(({ remaining }) => remaining > 0);
      if (hold === undefined) return;
      hold.remaining -= 1;
      held += 1;
      try {
        await (hold.deaf ? hold.released : releasedOrAborted(hold.released, signal));
      } finally {
        held -= 1;
      }
    },
  };
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
