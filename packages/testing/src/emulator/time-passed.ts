import type { ServerResponse } from "node:http";
import type { Clock } from "@mailjet-secrets/core";

/** Resolves when so many milliseconds have passed, or nobody waits for the answer any more. */
export function timePassed(ms: number, clock: Clock, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(resolve, ms);
    response.once("close", () => {
      cancel();
      resolve();
    });
  });
}
