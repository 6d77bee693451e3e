import { onTestFinished } from "vitest";
import { type MailjetEmulator, type MailjetEmulatorOptions, startMailjetEmulator } from "../../src/mailjet-emulator.ts";
import { API_KEY, API_SECRET } from "./mailjet-calls.ts";

/** Starts an emulator with the usual pair, trusted in this process until the test is over. */
export async function startEmulator(options: MailjetEmulatorOptions = {}): Promise<MailjetEmulator> {
  const emulator = await startMailjetEmulator({ keys: [{ apiKey: API_KEY, apiSecret: API_SECRET }], ...options });
  const distrust = emulator.trust();
  onTestFinished(async () => {
    distrust();
    await emulator.close();
  });
  return emulator;
}
