import { onTestFinished } from "vitest";
import { createTransport, type Transport, type TransportOptions, type TransportResponse } from "../../src/index.ts";

export const signal: AbortSignal = new AbortController().signal;

/** A transport that is closed after the test. */
export function transportTo(baseUrl: string, options: Partial<TransportOptions> = {}): Transport {
  const transport = createTransport({ provider: "vault", baseUrl, ...options });
  onTestFinished(() => transport.close());
  return transport;
}

/** Asks for a path with GET. */
export function get(transport: Transport, path = "/"): Promise<TransportResponse> {
  return transport.request({ method: "GET", path, signal: new AbortController().signal });
}

/** What a promise rejects with. */
export function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error("It should have failed.");
    },
    (error: unknown) => error,
  );
}

/** A promise, and the function that resolves it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
