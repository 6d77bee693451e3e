import type { Answers } from "./init-options.ts";

/** Where editors find what may stand in the file, once `mailjet-secrets` is installed. */
const SCHEMA = "./node_modules/mailjet-secrets/dist/config.schema.json";

/** The content of the configuration file. */
export function configContent(answers: Answers): Readonly<Record<string, unknown>> {
  const { provider, secret, prefix, region, address, namespace, mount, kvVersion, conjurAccount } = answers;
  const block = {
    env: { prefix },
    aws: { region },
    vault: { address, namespace, mount, kvVersion: kvVersion === undefined ? undefined : Number(kvVersion) },
    conjur: { applianceUrl: address, account: conjurAccount },
  }[provider];
  const present = Object.entries(block).filter(([, value]) => value !== undefined);
  return {
    $schema: SCHEMA,
    provider,
    ...(secret === undefined ? {} : { secret }),
    ...(present.length === 0 ? {} : { [provider]: Object.fromEntries(present) }),
  };
}
