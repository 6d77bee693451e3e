import { Option } from "commander";
import { durationMs } from "../duration.ts";
import type { InventoryOptions } from "../inventory/inventory.ts";
import type { AddCommand } from "../program.ts";
import { addStoreOptions } from "../store-selection.ts";

const HELP = `
An application reports if it has a name and a place for it: createMailjet({ application: "billing-api", report: "stderr" }), or
MAILJET_SECRETS_APPLICATION and MAILJET_SECRETS_REPORT; programs in other languages by exec --application. Its reports are
lines of JSON, and may stand between any others in a log, behind a prefix, or inside of the JSON of another logger. Results of
"scan --json" among the files add who has the key in the code.

Without --old every pair but the current one is an old one: give it if applications use several accounts. Silent is who has not
reported for longer than --silent-after: it may have ended, or not be called; restart it, or ask. A released one has closed.

Examples:
  kubectl logs -l uses=mailjet --prefix --tail=-1 | mailjet-secrets inventory --current
  mailjet-secrets inventory --fingerprint 3c0eac54 --old 8c32ab01 /var/log/apps/*.log
  mailjet-secrets scan --json > scan.json; mailjet-secrets inventory --current reports.jsonl --scan scan.json

Exit codes:
  0   none that reports is on the old pair    2   the same, but something could not be read, or nothing was in it
  1   somebody still is                       64  wrong usage; with --current also the codes of "check" for the store`;

/** Adds `inventory`: who uses which pair, as applications say in their logs. */
export const addInventory: AddCommand = (program, run) => {
  const command = program
    .command("inventory")
    .description("show who uses which pair, and who still has the old one, as applications report in their logs")
    .argument("[files...]", "logs; none, or -: standard input")
    .option("--fingerprint <hex8>", "the pair that everybody should have")
    .addOption(new Option("--current", "the same, but the one that is in the store").conflicts("fingerprint"))
    .option("--old <hex8>", "the pair that nobody should have any more (else every one but the current)")
    .option(
      "--silent-after <duration>",
      "who has not reported for longer is silent: 90m, 2h, 1d (default: 2h)",
      durationMs,
    )
    .option("--scan <file>", "result of scan --json; repeatable", append)
    .option("--json", "print one JSON object");
  addStoreOptions(command)
    .addHelpText("after", HELP)
    .action((files: string[], options: InventoryOptions) =>
      run(async (surroundings) => (await import("../inventory/inventory.ts")).inventory(files, options, surroundings)),
    );
};

function append(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}
