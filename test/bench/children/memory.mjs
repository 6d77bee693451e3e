import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { ask } from "../support/child.mjs";
import { heapMb, reportHeap } from "../support/heap.mjs";
import { describe } from "../support/report.mjs";
import { MAIL, PAIR } from "../support/samples.mjs";

let values = PAIR;
const mailjet = createMailjetClientFactory({
  // Not the memory provider of the emulators, which keeps every version.
  provider: { name: "bench", read: async () => ({ values }) },
  secret: "mail",
  mailjet: { host: process.env.MAILJET_HOST },
});
const send = () => mailjet.post("send", { version: "v3.1" }).request(MAIL);
await send();

await compare({ what: "Heap after 1,000,000 cached calls", early: 10_000, late: 1_000_000 }, async () => {
  await mailjet.getClient();
});
await compare({ what: "Heap after 1,000 more rotations", early: 1_000, late: 2_000 }, rotate);
describe(
  "Heap: after a forced collection, beside the same process earlier, when the engine has compiled what it will. Each rotation is a real one: Mailjet answers 401, the store is read again, the mail is sent again.",
);
process.disconnect();

async function rotate(count) {
  const apiSecret = `ffeeddccbbaa998877665544${count.toString(16).padStart(8, "0")}`;
  await ask({ apiSecret });
  values = { ...PAIR, apiSecret };
  await send();
}

async function compare({ what, early, late }, work) {
  const sizes = [];
  let count = 0;
  for (const end of [early, late]) {
    for (; count < end; count += 1) await work(count);
    sizes.push(heapMb());
  }
  reportHeap({ what, earlier: early.toLocaleString("en"), sizes });
}
