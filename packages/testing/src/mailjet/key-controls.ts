import type { EmulatedKey } from "./accounts.ts";
import type { SeededCounters } from "./counters.ts";
import type { World } from "./world.ts";

/** A key as it is in the account now, with its secret: for tests only. */
export interface EmulatedKeyState {
  /** Number of the key, as text. */
  readonly id: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly isMaster: boolean;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** How a test moves the keys of the emulated account. */
export interface MailjetKeyControls {
  /** Adds a key. Throws `TypeError` if it is there already. */
  addKey(key: EmulatedKey): void;
  /** All keys of the account, oldest first, those too that were created by the API. */
  keys(): readonly EmulatedKeyState[];
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
    keys: () =>
      world.accounts.all().map(({ id, apiKey, apiSecret, name, isActive, isMaster, createdAt }) => ({
        id: String(id),
        apiKey,
        apiSecret,
        name,
        isActive,
        isMaster,
        createdAt,
      })),
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
