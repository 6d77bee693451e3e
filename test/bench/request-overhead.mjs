// What our client adds to a request, over node-mailjet itself. Budget: < 5 %.
import { startMailjetEmulator } from "@mailjet-secrets/testing";
import { measureInChild } from "./support/child.mjs";
import { PAIR } from "./support/samples.mjs";

const emulator = await startMailjetEmulator({ keys: [PAIR] });
await measureInChild("request-overhead.mjs", {
  environment: { MAILJET_HOST: emulator.host, NODE_EXTRA_CA_CERTS: await emulator.certificateFile() },
});
await emulator.close();
