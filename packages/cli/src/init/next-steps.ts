import type { Answers } from "./init-options.ts";
import type { Policy } from "./policies.ts";

const WHO_GETS_IT: Readonly<Record<Policy["language"], string>> = {
  IAM: "Attach the policy to the role of the application.",
  Vault: "Write the policy (vault policy write mailjet FILE), and give it to the login of the application.",
  Conjur: "Load the policy (conjur policy load -b root -f FILE); its host is the application.",
};

/** What is left to do, in order. */
export function nextSteps({ provider, prefix }: Answers, policy: Policy | undefined): string[] {
  const adapter = provider === "env" ? "" : ` @mailjet-secrets/${provider}`;
  return [
    `npm install mailjet-secrets${adapter} node-mailjet`,
    ...(policy === undefined ? [] : [`${WHO_GETS_IT[policy.language]}${toFillIn(policy)}`]),
    provider === "env" ? variables(prefix) : "mailjet-secrets store",
    "mailjet-secrets check",
  ];
}

function toFillIn({ toFillIn: words }: Policy): string {
  return words === undefined ? "" : ` Put yours in the place of ${words}.`;
}

function variables(prefix: string | undefined): string {
  const [key, secret] = ["MJ_APIKEY_PUBLIC", "MJ_APIKEY_PRIVATE"].map((name) => (prefix ? `${prefix}_${name}` : name));
  return `Set ${key} and ${secret}, in the environment or in .env.`;
}
