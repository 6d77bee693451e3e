import { interrupted } from "../own-ending.ts";

/** Ctrl-C, or a request to end, as a signal: a wait ends with a word about how to go on, a step as at any failure. */
export function interruption(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort(interrupted("Interrupted. rotate --resume goes on, --rollback undoes."));
  // Once: whoever insists gets what the system does.
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return {
    signal: controller.signal,
    end: () => void process.off("SIGINT", stop).off("SIGTERM", stop),
  };
}
