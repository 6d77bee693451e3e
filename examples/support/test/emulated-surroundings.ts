import { type MailjetEmulator, startMailjetEmulator } from "@mailjet-secrets/testing";
import { onTestFinished } from "vitest";
import type { EmulatedStore } from "../src/emulated-store.ts";
import { mailjetEnvironment } from "../src/environments.ts";
import type { Pair } from "../src/pair.ts";

export const OLD = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
export const NEW = { apiKey: OLD.apiKey, apiSecret: "0f1e2d3c4b5a69788796a5b4c3d2e1f0" };

/** Emulators of a store and of Mailjet, and what the environment of the application says about them. */
export interface Surroundings<Emulator> {
  readonly store: EmulatedStore<Emulator>;
  readonly mailjet: MailjetEmulator;
  readonly environment: Readonly<Record<string, string>>;
}

/** Starts both until the end of the test; the store holds {@link OLD}. */
export async function emulatedSurroundings<Emulator>(
  startStore: (pair: Pair) => Promise<EmulatedStore<Emulator>>,
): Promise<Surroundings<Emulator>> {
  const mailjet = await startMailjetEmulator({ keys: [OLD] });
  const store = await startStore(OLD);
  onTestFinished(async () => {
    await Promise.all([store.close(), mailjet.close()]);
  });
  return { mailjet, store, environment: { ...store.environment, ...(await mailjetEnvironment(mailjet)) } };
}
