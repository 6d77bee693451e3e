import { Option } from "commander";
import { durationMs } from "../duration.ts";
import type { AddCommand } from "../program.ts";
import { addStoreOptions } from "../store-selection.ts";

const HELP = `
Mailjet has one secret key for each API key, and resets it in its web pages only, where the old one dies at once. So there are
four plans:
  assisted-reset   you reset the secret key in Mailjet's page and give it here; services wait some seconds
  new-sub-account  makes a new key, switches, watches the old one fall silent, deactivates it; no outage
  blue-green       two permanent pairs (--blue, --green) take turns; the idle one is reset; no outage
  emergency        deactivates a leaked key at once; then a new key or a reset (--then)
Every step is in a journal: after a kill, a failure or a wait, --resume goes on where it was, and --rollback undoes. No key is
in the journal; the pairs of a rotation that makes a key lie beside it until the end, sealed with the secret key of the administration pair.

Examples:
  mailjet-secrets rotate --plan assisted-reset
  mailjet-secrets rotate --plan new-sub-account --admin-secret admin/mailjet --from billing@example.com
  mailjet-secrets rotate --resume --admin-secret admin/mailjet --wait-for 2h

Exit codes:
  0   done, or not due                        77  a store, or Mailjet, does not let this pair do that
  64  wrong usage                             80  Mailjet rejects a pair; it says whose
  65  a pair, or what is sealed, is unusable  81  Mailjet has suspended a key
  66  a secret does not exist                 82  Mailjet cut the connection: this address may be blocked
  69  the store cannot be reached             83  Mailjet cannot be reached, or not now
  73  somebody else is at it, or has written  84  the new key may not send from --from
  75  it waits for something that it names    130 interrupted
  78  configuration, journal, or wrong key    70  an answer that makes no sense`;

/** Adds `rotate`: replaces a key, in small steps that survive a kill. */
export const addRotate: AddCommand = (program, run) => {
  const command = program
    .command("rotate")
    .description("replace a key without losing mail")
    .addOption(
      new Option("--plan <name>", "how").choices(["assisted-reset", "new-sub-account", "blue-green", "emergency"]),
    )
    .option("--resume", "go on with the rotation that is under way")
    .option("--rollback", "undo it, as long as it is not finished")
    .option("--status", "show how far it is")
    .option("--dry-run", "show the plan, and change nothing")
    .option("--yes", "answer every question with yes")
    .option("--journal <file>", "journal (else one for each secret, in the folder for state of this user)")
    .option("--admin-provider <word>", "store of the administration pair (else that of the services)")
    .option("--admin-secret <id>", "secret with the pair of the account's primary key")
    .option("--admin-account <name>", "account of the configuration whose pair is the primary key's")
    .option("--from <address>", "sender that the new pair must be able to send from")
    .option("--name <text>", "name of the new key at Mailjet (else that of the old one)")
    .option("--accept-differences", "switch although the new key lacks senders, webhooks or templates")
    .option("--accept-outage", "emergency: stop mail with a key that is in use")
    .option("--quiet-for <duration>", "how long the old key must be silent (default: 1h)", durationMs)
    .option("--wait-for <duration>", "stay and wait so long for what is outside (default: not at all)", durationMs)
    .option("--wait-for-applications <file...>", "files with the reports of applications")
    .option("--application <name...>", "applications that must have reported the new pair")
    .option("--older-than <duration>", "begin only if the key is older, and go on with what is under way", durationMs)
    .option("--blue <id>", "secret with the blue pair")
    .option("--green <id>", "secret with the green pair")
    .option("--no-reset", "blue-green: leave the idle pair as it is")
    .addOption(new Option("--then <plan>", "emergency: what follows").choices(["new-sub-account", "assisted-reset"]))
    .option("--evidence <folder>", "emergency: folder for the usage report of the leaked key")
    .option("--json", "print one JSON object");
  addStoreOptions(command)
    .addHelpText("after", HELP)
    .action((options) =>
      run(async (surroundings) => (await import("../rotate/rotate.ts")).rotate(options, surroundings)),
    );
};
