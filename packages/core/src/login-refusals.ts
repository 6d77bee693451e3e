import type { Clock } from "./clock.ts";
import { startAge } from "./entry-age.ts";

/** How long Mailjet blocks an address after too many refused logins (github.com/mailjet/mailjet-apiv3-php, issue 169). */
const BLOCK_MS = 3_600_000;

/** When Mailjet last refused a login of this process, with any pair: it blocks addresses, not pairs. */
export interface LoginRefusals {
  note(): void;
  /** Whether a connection that is cut may be one that Mailjet blocks. */
  mayBeBlocked(): boolean;
}

/** Creates {@link LoginRefusals} that know of none. */
export function loginRefusals(clock: Clock): LoginRefusals {
  let sinceLastMs = (): number => Number.POSITIVE_INFINITY;
  return {
    note() {
      sinceLastMs = startAge(clock);
    },
    mayBeBlocked: () => sinceLastMs() < BLOCK_MS,
  };
}
