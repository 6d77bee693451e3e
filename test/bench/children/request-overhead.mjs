import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { memoryProvider } from "@mailjet-secrets/testing";
import Mailjet from "node-mailjet";
import { interleave, median, medianDifference } from "../support/interleave.mjs";
import { describe, report } from "../support/report.mjs";
import { MAIL, PAIR } from "../support/samples.mjs";

const ROUNDS = 4_000;
const OUR_TIMEOUT_MS = 30_000;
const config = { host: process.env.MAILJET_HOST };
const provider = memoryProvider({ mail: PAIR });
const mailjet = createMailjetClientFactory({ provider, secret: "mail", mailjet: config });
const ours = await mailjet.getClient();
const connect = (options) => Mailjet.apiConnect(PAIR.apiKey, PAIR.apiSecret, { config, options });
const PEERS = {
  "node-mailjet": { client: connect({}), most: 1.05 },
  "node-mailjet with the same time-out": { client: connect({ timeout: OUR_TIMEOUT_MS }) },
};

// Two by two, so that each of ours has the same neighbour as each of theirs.
for (const [peer, { client, ...budget }] of Object.entries(PEERS)) {
  const senders = { ours, theirs: client };
  const milliseconds = await interleave(Object.keys(senders), { rounds: ROUNDS, warmUp: 500 }, async (name) => {
    const start = performance.now();
    await senders[name].post("send", { version: "v3.1" }).request(MAIL);
    return performance.now() - start;
  });
  const theirs = median(milliseconds.theirs);
  // A pair of requests follows each other at once, so their difference is free of the machine's changing pace.
  const ratio = 1 + medianDifference(milliseconds.ours, milliseconds.theirs) / theirs;
  report({
    what: "One mail by `getClient()`",
    unit: "ms",
    ours: median(milliseconds.ours),
    peer,
    theirs,
    ratio,
    ...budget,
  });
}
describe(
  `One mail: ${ROUNDS.toLocaleString("en")} pairs of requests in turn to an emulated Mailjet in another process, over HTTPS kept alive by the same agent; the ratio is that of the median difference within a pair. node-mailjet by itself has no time-out, ours is 30 s. Above the budget are promises: that time-out, a copy of the data for a request that may have to wait, and a look at the proxy variables. They are some 40 µs, beside the tens of milliseconds in which Mailjet answers.`,
);
