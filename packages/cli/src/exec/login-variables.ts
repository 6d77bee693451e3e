import type { MailjetSecretsConfig } from "mailjet-secrets";

/**
 * Names of the variables from which the configuration says that a store's login is read, such as `auth.secretIdVariable` of
 * Vault. Of all stores: another word of configuration chooses another one.
 */
export function loginVariables({ aws, vault, conjur }: MailjetSecretsConfig): readonly string[] {
  return [aws, vault, conjur].flatMap((block) => [...namesIn(block), ...namesIn(block?.["auth"])]);
}

function namesIn(options: unknown): string[] {
  if (typeof options !== "object" || options === null) return [];
  const named = Object.entries(options).filter(([option]) => option.endsWith("Variable"));
  return named.map(([, name]: [string, unknown]) => name).filter((name) => typeof name === "string");
}
