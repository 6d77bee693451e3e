import { onAbort } from "./on-abort.ts";
import { SecretsError } from "./secrets-error.ts";
import { untilAborted } from "./until-aborted.ts";

/** The time in which a provider can be used: from its creation to its `close`. */
export interface ProviderLifetime {
  /** Aborts at `close`, with an error `CLOSED`: for work that must not end just because one caller goes. */
  readonly closing: AbortSignal;
  /**
   * Runs a call of the provider. The signal that the work gets aborts with the caller's and at `close`; the promise
   * rejects at once when it does, whatever the work waits for. Rejects with `CLOSED` after `close`.
   */
  run<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Ends all calls with `CLOSED`, then releases what the provider holds: once, and all who close wait for the same. */
  close(release: () => Promise<void>): Promise<void>;
}

/** Creates a {@link ProviderLifetime}. `provider`: its name, for the error. */
export function providerLifetime(provider: string): ProviderLifetime {
  const closing = new AbortController();
  const running = new Set<AbortController>();
  let closed: Promise<void> | undefined;
  const endAll = async (): Promise<void> => {
    const reason = new SecretsError("CLOSED", `The ${provider} provider was closed.`, { provider });
    closing.abort(reason);
    for (const controller of running) controller.abort(reason);
  };
  return {
    closing: closing.signal,
    async run(signal, work) {
      signal.throwIfAborted();
      closing.signal.throwIfAborted();
      const controller = new AbortController();
      const forget = onAbort(signal, () => controller.abort(signal.reason));
      running.add(controller);
      try {
        return await untilAborted(work(controller.signal), controller.signal);
      } finally {
        running.delete(controller);
        forget();
      }
    },
    close(release) {
      closed ??= endAll().then(release);
      return closed;
    },
  };
}
