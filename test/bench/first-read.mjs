// From the start of the process to the pair, by each adapter alone. Budget for AWS: < 5 % over the bare SDK.
import { compareColdStarts } from "./support/cold-start.mjs";
import { describe } from "./support/report.mjs";

const ROUNDS = 11;
await compareColdStarts({
  file: "first-read.mjs",
  what: "Process start to first read",
  beside: {
    "adapter aws": ["bare AWS SDK"],
    "adapter aws by the agent": ["bare AWS SDK"],
    "adapter vault": ["bare node-vault"],
    "adapter conjur": ["bare node:http", "bare fetch"],
  },
  most: { "adapter aws": 1.05 },
  rounds: ROUNDS,
});
describe(
  `First read: as the first mail, ${ROUNDS} rounds, but the adapter alone, without the rest of the library and without node-mailjet.`,
);
