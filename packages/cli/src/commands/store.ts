import type { AddCommand } from "../program.ts";
import { addStoreOptions } from "../store-selection.ts";

const HELP = `
Takes the pair from standard input (JSON with the two fields, two lines, or key:secret), from another store (--from), or asks
for it in a terminal without showing it; never from an option, which everybody on the machine could see. Asks Mailjet once
whether it takes the pair, and stores it only then. Other fields of the secret stay as they are, and nothing is written if
somebody else writes at the same time.

Examples:
  mailjet-secrets store
  mailjet-secrets store --provider aws --secret prod/mailjet < pair.json
  mailjet-secrets store --from env --to vault --to-secret prod/mailjet

Exit codes:
  0   stored, or there already   73  somebody else wrote       80  Mailjet rejects the pair
  64  no pair given              77  the store denies it       81  Mailjet has suspended the key
  65  not a pair                 78  configuration, or the     82  Mailjet may have blocked this address
  66  the secret is missing          store cannot be written   83  Mailjet cannot be reached
  69  store not reachable        70  no sense in the answer    130 cancelled`;

/** Adds `store`: writes a key pair, or a token, into a store. */
export const addStore: AddCommand = (program, run) => {
  const command = program
    .command("store")
    .description("write a key pair into a store, after asking Mailjet whether it is right");
  addStoreOptions(command)
    .option("--to <word>", "the same as --provider, beside --from")
    .option("--to-secret <id>", "the same as --secret, beside --from")
    .option("--from <word>", "take the pair from this store: env, aws, vault or conjur")
    .option("--from-secret <id>", "id of the secret in that store (else as configured)")
    .option("--from-account <name>", "account whose secret it is (else that of --account)")
    .option("--sms", "an SMS token in place of a key pair")
    .option("--no-check", "do not ask Mailjet")
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action((options) => run(async (surroundings) => (await import("../store/store.ts")).store(options, surroundings)));
};
