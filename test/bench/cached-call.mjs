// What a cached call costs, as a ratio to awaiting a bare function that looks into a map. Budget: within 2x.
import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { memoryProvider } from "@mailjet-secrets/testing";
import { bench, do_not_optimize, run, summary } from "mitata";

const FLOOR = "1000 x await of a bare async function";
const map = new Map([["prod/mailjet", { apiKey: "a", apiSecret: "b" }]]);
const provider = memoryProvider({
  "prod/mailjet": { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" },
});
const mailjet = createMailjetClientFactory({
  provider,
  secret: "prod/mailjet",
  expireAfterMs: Number.POSITIVE_INFINITY,
});
const lookUp = async () => map.get("prod/mailjet");
await mailjet.getClient();

// A thousand awaits an iteration, or the harness' own promise would hide the difference.
const thousandTimes = (call) => async () => {
  for (let count = 0; count < 1_000; count += 1) do_not_optimize(await call());
};

summary(() => {
  bench(FLOOR, thousandTimes(lookUp)).baseline(true);
  bench(
    "1000 x await mailjet.credentials()",
    thousandTimes(() => mailjet.credentials()),
  );
  bench(
    "1000 x await mailjet.getClient()",
    thousandTimes(() => mailjet.getClient()),
  );
});
const { benchmarks } = await run();

const median = (name) => benchmarks.find(({ alias }) => alias === name)?.runs[0]?.stats?.p50;
const floor = median(FLOOR);
for (const { alias } of benchmarks.slice(1)) {
  console.log(`${alias}: ${(median(alias) / floor).toFixed(2)}x of the bare function (budget 2x)`);
}
console.log(`reads of the store during all of this: ${provider.readCount}`);
