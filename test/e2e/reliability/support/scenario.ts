import { systemClock } from "@mailjet-secrets/core";
import { type MailjetEmulator, type MailjetEmulatorOptions, startMailjetEmulator } from "@mailjet-secrets/testing";
import { vi } from "vitest";
import { pair } from "./pairs.ts";
import { type SenderProcess, startSender } from "./sender-process.ts";
import type { Store } from "./stores.ts";

/** For one test: many times what it takes on an idle machine, since others are busy. */
export const TEST_LIMIT_MS: number = 300_000;
const STATE_LIMIT_MS = 120_000;

/** The parts of a scenario: a Mailjet, a store that holds its pair, and applications. */
export interface Scenario {
  readonly mailjet: MailjetEmulator;
  readonly store: Store;
  readonly senders: readonly [SenderProcess, ...SenderProcess[]];
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ScenarioOptions extends MailjetEmulatorOptions {
  /** How many applications. @default 1 */
  readonly processes?: number;
  /** Flags of Node.js for them. @default none */
  readonly nodeOptions?: string[];
}

/** Starts everything; Mailjet knows `pair(1)`, and the store holds it. `config`: of the applications. */
export async function startScenario(
  openStore: () => Promise<Store>,
  config: object,
  { processes = 1, nodeOptions = [], ...options }: ScenarioOptions = {},
): Promise<Scenario> {
  const mailjet = await startMailjetEmulator({ keys: [pair(1)], ...options });
  const store = await openStore();
  store.write(pair(1));
  const first = await startSender(mailjet, store, config, nodeOptions);
  const others: SenderProcess[] = [];
  for (let number = 1; number < processes; number += 1)
    others.push(await startSender(mailjet, store, config, nodeOptions));
  return {
    mailjet,
    store,
    senders: [first, ...others],
    async [Symbol.asyncDispose]() {
      await Promise.all([first, ...others].map((sender) => sender[Symbol.asyncDispose]()));
      await store[Symbol.asyncDispose]();
      await mailjet.close();
    },
  };
}

/** Waits until the scenario has come to this state. */
export async function until(state: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(state, { timeout: STATE_LIMIT_MS, interval: 20 });
}

/** Lets time pass where it is the scenario itself: a person who pastes a secret, a process that is frozen. */
export function timePasses(ms: number): Promise<void> {
  return new Promise((resolve) => void systemClock.schedule(resolve, ms));
}
