import type { AddCommand } from "../program.ts";
import { addStoreOptions } from "../store-selection.ts";

const HELP = `
Looks at the configuration, reads the secret, checks its form, and asks Mailjet once whether it takes the pair. With --from
it then asks for the account's senders and tries a mail in sandbox mode, which is not delivered; that tells a pair of another
account. Mailjet blocks addresses with many refused log-ins, so do not run this in a loop with a pair that it rejects.

Exit codes:
  0   all is well             77  the store denies it        81  Mailjet has suspended the key
  65  the secret is invalid   78  configuration              82  Mailjet may have blocked this address
  66  the secret is missing   70  no sense in the answer     83  Mailjet cannot be reached, or not now
  69  store not reachable     80  Mailjet rejects the pair   84  not a sender of this account`;

/** Adds `check`: says for each step between configuration and Mailjet whether it works. */
export const addCheck: AddCommand = (program, run) => {
  const command = program
    .command("check")
    .description("check configuration, store, secret, and once with Mailjet")
    .option("--offline", "do not ask Mailjet")
    .option("--from <address>", "sender that has to belong to the account")
    .option("--json", "print one JSON object");
  addStoreOptions(command)
    .addHelpText("after", HELP)
    .action((options) => run(async (surroundings) => (await import("../check/check.ts")).check(options, surroundings)));
};
