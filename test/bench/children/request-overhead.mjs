import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { memoryProvider } from "@mailjet-secrets/testing";
import Mailjet from "node-mailjet";
import { interleave, median, medianDifference } from "../support/interleave.mjs";
import { describe, report } from "../support/report.mjs";
import { MAIL, PAIR } from "../support/stores.mjs";

const config = { host: process.env.MAILJET_HOST };
const provider = memoryProvider({ mail: PAIR });
const mailjet = createMailjetClientFactory({ provider, secret: "mail", mailjet: config });
const SENDERS = {
  ours: await mailjet.getClient(),
  raw: Mailjet.apiConnect(PAIR.apiKey, PAIR.apiSecret, { config }),
};

const milliseconds = await interleave(Object.keys(SENDERS), { rounds: 3_000, warmUp: 500 }, async (name) => {
  const start = performance.now();
  await SENDERS[name].post("send", { version: "v3.1" }).request(MAIL);
  return performance.now() - start;
});
const [ours, theirs] = [median(milliseconds.ours), median(milliseconds.raw)];
// A pair of requests follows each other at once, so their difference is free of the machine's changing pace.
const ratio = 1 + medianDifference(milliseconds.ours, milliseconds.raw) / theirs;
report({ what: "One mail by `getClient()`", unit: "ms", ours, peer: "node-mailjet", theirs, ratio, most: 1.05 });
describe("One mail: 3,000 pairs of requests to an emulated Mailjet in another process, over HTTPS kept alive.");
