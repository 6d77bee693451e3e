const QUOTED = /^(["'])(.*)\1$/s;

/**
 * Removes what editors, shells, Docker and Kubernetes add around a value and what can never be part of a Mailjet key:
 * outer white space with the byte order mark, one pair of quotes. The words that unset values turn into (`undefined`,
 * `null`, `[object Object]`) become empty, as missing.
 */
export function normalizeValue(text: string): string {
  const inner = text.trim().replace(QUOTED, "$2").trim();
  return ["undefined", "null", "[object Object]"].includes(inner) ? "" : inner;
}

/** One mistake in a value: what is wrong and what to do. Never quotes the value. */
export interface CredentialProblem {
  readonly reason: string;
  readonly hint: string;
}

const HEX_32 = /^[0-9a-f]{32}$/;
const COPY = "Copy it again from Mailjet's page API key management.";
const REAL_VALUE = "Put the real value there.";

const PLACEHOLDER = new RegExp(
  [
    "^(your|my|the|insert|enter|replace|change|put)([-_. ]|api|key|secret|token|mailjet|public|private|me$)",
    "^(secret|public|private|test)?[-_. ]?(key|secret|token)$",
    "x{4}|placeholder|example|redacted|dummy|^todo|api[-_. ]?key",
  ].join("|"),
  "i",
);

// No word here can be spelled in hexadecimal digits: a value of the right shape is refused for one thing, repetition.
const CHECKS: readonly (readonly [RegExp, string, string])[] = [
  [/^$/, "is empty", REAL_VALUE],
  [/^(.)\1*$/, "is one character repeated, a placeholder", REAL_VALUE],
  [/[\r\n]/, "contains a line break", "Store one value only, without line breaks."],
  [/\*{3}/, "is masked with asterisks", COPY],
  [/\$\{|\{\{|^\$[A-Za-z_]\w*$|^%.*%$|^<.*>$|process\.env/, "is a reference that nobody replaced", REAL_VALUE],
  [PLACEHOLDER, "looks like a placeholder", REAL_VALUE],
  [/\s/, "contains a blank", COPY],
  [/["'`]/, "contains a quotation mark", "Remove the quotation marks around the value where it is stored."],
  [/:/, "contains a colon", "Store the API key and the secret key as two values, or as one text key:secret."],
  // Printable ASCII, as Mailjet's keys are; anything else comes from a wrong encoding or a word processor.
  [/[^\x21-\x7e]/, "contains a character that is not printable ASCII", COPY],
];

/** The first mistake in a normalised value, or nothing. */
export function findProblem(value: string): CredentialProblem | undefined {
  const found = CHECKS.find(([pattern]) => pattern.test(value));
  return found && { reason: found[1], hint: found[2] };
}

/** Whether a value has the form that Mailjet's keys have had so far: 32 lower-case hexadecimal digits. */
export function hasUsualShape(value: string): boolean {
  return HEX_32.test(value);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/;
const MAILJET = /^([a-z0-9-]+\.)+mailjet\.com(:\d{1,5})?$/;

/** Whether a host from a secret may receive the key pair: Mailjet's own, or this machine. */
export function isTrustedHost(host: string): boolean {
  return MAILJET.test(host.toLowerCase()) || LOOPBACK.test(host.toLowerCase());
}

/** Whether a host is Mailjet's SMTP server, which stands in many records and does not speak the API. */
export function isSmtpHost(host: string): boolean {
  return /^in(-v\d+)?\./i.test(host);
}
