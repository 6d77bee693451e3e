import { afterEach, expect, it } from "vitest";
import { type MailjetEmulator, type MailjetEmulatorOptions, startMailjetEmulator } from "../src/mailjet-emulator.ts";
import { API_KEY, API_SECRET, mail, nodeMailjet } from "./support/mailjet-calls.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function start(options: MailjetEmulatorOptions = {}): Promise<MailjetEmulator> {
  const emulator = await startMailjetEmulator({ keys: [{ apiKey: API_KEY, apiSecret: API_SECRET }], ...options });
  cleanups.push(emulator.trust(), () => emulator.close());
  return emulator;
}

it("accepts a mail from the real node-mailjet and answers with a message number beyond 2^53 as text", async () => {
  const emulator = await start();
  const client = await nodeMailjet(emulator);
  const { body } = await client
    .post("send", { version: "v3.1" })
    .request({ Messages: [mail({ CustomID: "order-1" })] });
  expect(body).toMatchObject({
    Messages: [
      {
        Status: "success",
        CustomID: "order-1",
        To: [{ Email: "pilot@example.com", MessageID: "1152921504606846977" }],
      },
    ],
  });
});
