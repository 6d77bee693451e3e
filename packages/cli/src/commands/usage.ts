import { Option } from "commander";
import type { AddCommand } from "../program.ts";
import { addStoreOptions } from "../store-selection.ts";
import type { UsageOptions } from "../usage/usage-options.ts";

const HELP = `
Asks Mailjet with the key's own pair, which alone may see its counters: call this before the key is reset or deactivated. It only
reads: numbers of mails, senders, webhooks, API tokens, keys, log-ins of users; no message, no recipient, no subject.

Counts are compared with the same hours and days of the week in the four weeks before, with those of a baseline file, or with
what you expect. Odd is what is more than twice the usual, and clearly more than chance makes of it. What the key may not see
is "not known", and never "none".

Examples:
  mailjet-secrets usage --since 24h
  mailjet-secrets usage --stdin --html report.html < leaked-pair.json
  mailjet-secrets usage --write-baseline known.json
  mailjet-secrets usage --baseline known.json || notify-somebody      (a cron job)

Exit codes:
  0   nothing looks odd           66  the secret is missing    80  Mailjet rejects the pair
  1   something looks odd         69  store not reachable      81  Mailjet has suspended the key
  2   nothing odd, but something  77  the store denies it      82  Mailjet may have blocked this address
      could not be read           78  configuration, a file    83  Mailjet cannot be reached, or not now
  64  wrong usage                 65  the secret is no pair    70  an answer that makes no sense`;

/** Adds `usage`: evidence of how a key was used, and what looks odd about it. */
export const addUsage: AddCommand = (program, run) => {
  const command = program
    .command("usage")
    .description("find out whether a key was misused: counters, senders, log-ins");
  addStoreOptions(command);
  command
    .addOption(
      new Option("--stdin", "take the pair from standard input (JSON, or two lines), or ask for it").conflicts([
        "provider",
        "secret",
        "account",
        "config",
      ]),
    )
    .option("--since <duration>", "how far to look back: 24h, 7d, 4w; 90d at most; by the day above 14d", "7d")
    .option("--expect-per-hour <n>", "more mails in an hour than this are odd")
    .option("--expect-per-day <n>", "more mails in a day than this are odd")
    .option("--baseline <file>", "compare with this file")
    .option("--write-baseline <file>", "write what is there now into a file, to compare with later")
    .option("--html <file>", "write a page with charts that needs no network, as well")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action((options: UsageOptions) =>
      run(async (surroundings) => (await import("../usage/usage.ts")).usage(options, surroundings)),
    );
};
