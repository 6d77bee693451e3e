// Whether the heap stays flat over 1,000,000 cached calls and over 1,000 rotations.
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { measureInChild } from "./support/child.mjs";
import { PAIR } from "./support/samples.mjs";

const emulator = await startMailjetEmulator({ keys: [PAIR], badLoginsPerMinute: Number.POSITIVE_INFINITY });
await measureInChild("memory.mjs", {
  environment: { MAILJET_HOST: emulator.host, NODE_EXTRA_CA_CERTS: await emulator.certificateFile() },
  answer: ({ apiSecret }) => emulator.resetSecret(PAIR.apiKey, apiSecret),
});
await emulator.close();
