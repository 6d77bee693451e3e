import type { EmulatedKey } from "./accounts.ts";
import type { SeededCounters } from "./counters.ts";
import type { World } from "./world.ts";

/** How a test moves the keys of the emulated account. */
export interface MailjetKeyControls {
  /** Adds a key. Throws `TypeError` if it is there already. */
  addKey(key: EmulatedKey): void;
  /** Gives the key another secret; the old one is dead at once. This and the following throw `TypeError` for an unknown key. */
  resetSecret(apiKey: string, apiSecret: string): void;
  /** Suspends the key (401 with `mj-0001`), or ends that. `suspended`: @default true */
  suspend(apiKey: string, suspended?: boolean): void;
  /** Ends a deactivation. */
  activate(apiKey: string): void;
  /** From now on the key is answered like a wrong one. */
  deactivate(apiKey: string): void;
  /** Adds to the statistics of the key, beside the mails that it really sent. */
  seedCounters(apiKey: string, counters: readonly SeededCounters[]): void;
}

/** Creates the {@link MailjetKeyControls} of a Mailjet. */
export function keyControls(world: World): MailjetKeyControls {
  return {
    addKey: (key) => void world.accounts.add(key),
    resetSecret(apiKey, apiSecret) {
      world.accounts.get(apiKey).apiSecret = apiSecret;
    },
    suspend(apiKey, suspended = true) {
      world.accounts.get(apiKey).suspended = suspended;
    },
    activate(apiKey) {
      world.accounts.get(apiKey).isActive = true;
    },
    deactivate(apiKey) {
      world.accounts.get(apiKey).isActive = false;
    },
    seedCounters: (apiKey, counters) => void world.accounts.get(apiKey).counters.push(...counters),
  };
}
