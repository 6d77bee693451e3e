import type { AccountSecret } from "./account-secret.ts";
import type { CredentialRole } from "./credential-names.ts";
import { type CredentialProblem, findProblem, hasUsualShape, isSmtpHost, isTrustedHost } from "./credential-problem.ts";
import { findParts, type Part, type Parts, ROLE_WORDS } from "./find-parts.ts";
import { type CredentialValues, MailjetCredentials } from "./mailjet-credentials.ts";
import { printableName } from "./printable-name.ts";
import type { SecretSnapshot } from "./provider.ts";
import { SecretsError } from "./secrets-error.ts";

/**
 * Finds, normalises and validates the credentials of an account in what a provider read. Throws one `INVALID_SECRET`
 * that lists every mistake with its field, reason and remedy, and nothing of a value.
 */
export function readCredentials(snapshot: SecretSnapshot, secret: AccountSecret, provider: string): MailjetCredentials {
  const source = snapshot.provider ?? provider;
  const { parts, problems } = findParts(snapshot, secret);
  const values = credentialValues(parts);
  const mistakes = [...problems, ...valueProblems(parts), ...pairProblems(parts), ...hostProblems(parts.host)];
  if (values === undefined || mistakes.length > 0) throw refusal(mistakes, secret, source);
  return new MailjetCredentials(values, {
    provider: source,
    version: snapshot.version,
    host: parts.host === undefined || isSmtpHost(parts.host.text) ? undefined : parts.host.text || undefined,
    origin: snapshot.origins && (parts.apiKey ?? parts.apiToken)?.place,
    warnings: warnings(parts),
  });
}

function credentialValues({ apiKey, apiSecret, apiToken }: Parts): CredentialValues | undefined {
  if (apiToken !== undefined) return { kind: "sms", apiToken: apiToken.text };
  if (apiKey === undefined || apiSecret === undefined) return undefined;
  return { kind: "mail", apiKey: apiKey.text, apiSecret: apiSecret.text };
}

function valueProblems({ host: _host, ...parts }: Parts): CredentialProblem[] {
  return Object.entries(parts).flatMap(([role, part]) => {
    const problem = findProblem(part.text);
    const what = ROLE_WORDS[role as CredentialRole];
    return problem ? [{ ...problem, reason: `has as ${what} (${part.place}) a value that ${problem.reason}` }] : [];
  });
}

function pairProblems({ apiKey, apiSecret }: Parts): CredentialProblem[] {
  if (!apiKey?.text || apiKey.text !== apiSecret?.text) return [];
  return [
    {
      reason: `has the same value as API key and secret key (${apiKey.place} and ${apiSecret.place})`,
      hint: "Copy both halves again.",
    },
  ];
}

function hostProblems(host: Part | undefined): CredentialProblem[] {
  if (!host?.text || isTrustedHost(host.text)) return [];
  return [
    {
      reason: `names an API host that is not Mailjet's (${host.place})`,
      hint: "Use a host below mailjet.com, without https://, or name the fields of the pair so that this one is not looked at.",
    },
  ];
}

/** What is odd without being a mistake. Tokens of the SMS API have no form that is known for sure. */
function warnings({ apiKey, apiSecret, host }: Parts): string[] {
  const odd = [apiKey, apiSecret].filter((part) => part !== undefined && !hasUsualShape(part.text));
  return [
    ...odd.map((part) => `${part?.place} is not 32 lower-case hexadecimal digits, as Mailjet's keys are`),
    ...(host !== undefined && isSmtpHost(host.text)
      ? [`${host.place} is Mailjet's SMTP server, not its API, and was left aside`]
      : []),
  ];
}

function refusal(problems: readonly CredentialProblem[], secret: AccountSecret, provider: string): SecretsError {
  const subject = secret.id ? `Secret "${printableName(secret.id)}"` : "The secret";
  const reasons = problems.map((problem) => problem.reason).join("; and ");
  const hint = [...new Set(problems.map((problem) => problem.hint))].join(" ");
  return new SecretsError("INVALID_SECRET", `${subject} (${provider}) ${reasons}.`, { provider, hint });
}
