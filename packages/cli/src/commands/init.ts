import type { AddCommand } from "../program.ts";

const HELP = `
Without --provider, and where it needs one --secret, it asks in a terminal, and fails elsewhere. It writes
mailjet-secrets.config.json and a line for .env in .gitignore, into the working directory; an existing configuration
stays unless --force is given. The policy goes to stdout, everything else to stderr. Neither keys nor log-ins are asked
for: put the pair into the store by "mailjet-secrets store".

Examples:
  mailjet-secrets init
  mailjet-secrets init --provider aws --secret prod/mailjet --region eu-west-1 --yes > policy.json
  mailjet-secrets init --provider vault --secret prod/mailjet --address https://vault.example.com:8200`;

/** Adds `init`: writes the configuration and prints the policy that the store needs. */
export const addInit: AddCommand = (program, run) => {
  program
    .command("init")
    .description("write the configuration, and print the policy that an application needs at the store")
    .option("--provider <word>", "where the pair is: env, aws, vault or conjur")
    .option("--secret <id>", "its name there (not for env)")
    .option("--prefix <text>", "env: beginning of the variables' names")
    .option("--region <name>", "aws: region (else as the AWS SDK finds it)")
    .option("--aws-account <number>", "aws: number of the AWS account, for the policy")
    .option("--kms-key <id>", "aws: key of your own that the secret is encrypted with, for the policy")
    .option("--address <url>", "vault, conjur: address (else VAULT_ADDR, CONJUR_APPLIANCE_URL)")
    .option("--namespace <name>", "vault: namespace (else VAULT_NAMESPACE)")
    .option("--mount <path>", "vault: where the engine is mounted (else secret)")
    .option(
      "--kv-version <number>",
      "vault: version of the engine, 1 or 2 (else 2 for the policy, and asked for at work)",
    )
    .option("--conjur-account <name>", "conjur: account (else CONJUR_ACCOUNT)")
    .option("--yes", "ask nothing")
    .option("--force", "write over an existing mailjet-secrets.config.json")
    .option("--json", "print one JSON object: files, policy, next steps")
    .addHelpText("after", HELP)
    .action((options) => run(async (surroundings) => (await import("../init/init.ts")).init(options, surroundings)));
};
