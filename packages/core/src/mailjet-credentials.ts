import { printAs } from "./print-as.ts";
import { createRedactor } from "./redaction.ts";

/** What an account can do: send mail with a key pair, or send SMS with a token. */
export type CredentialKind = "mail" | "sms";

/** The values of one account, before they are locked up in {@link MailjetCredentials}. */
export type CredentialValues =
  | { readonly kind: "mail"; readonly apiKey: string; readonly apiSecret: string }
  | { readonly kind: "sms"; readonly apiToken: string };

/** What is known of credentials and may be shown to anybody. */
export interface CredentialFacts {
  readonly provider: string;
  readonly version?: string | undefined;
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly warnings?: readonly string[];
}

/**
 * One key pair (or SMS token) as it was read, immutable. The values are behind methods: logging, serialising or cloning
 * the object shows the fingerprint and nothing else.
 */
export class MailjetCredentials {
  readonly kind: CredentialKind;
  /** First 8 hex digits of the SHA-256 of `key:secret`, or of the token: names the pair in logs without giving it away. */
  readonly fingerprint: string;
  /** Name of the provider that the values came from. */
  readonly provider: string;
  /** The store's version, where it has versions. */
  declare readonly version?: string;
  /** API host that belongs to this account, where the secret names one. Absence: Mailjet's default host. */
  declare readonly host?: string;
  /** Where the key (or token) was found, in the provider's words: a variable, a file. Absence: the provider does not say. */
  declare readonly origin?: string;
  /** What looks odd about the values without making them unusable. Names fields, never values. */
  readonly warnings: readonly string[];
  readonly #values: CredentialValues;
  readonly #redact: (text: string) => string;

  constructor(values: CredentialValues, facts: CredentialFacts) {
    const secrets = values.kind === "mail" ? [values.apiKey, values.apiSecret] : [values.apiToken];
    this.#values = values;
    this.#redact = createRedactor(secrets);
    this.kind = values.kind;
    this.fingerprint = fingerprint(secrets.join(":"));
    this.provider = facts.provider;
    if (facts.version !== undefined) this.version = facts.version;
    if (facts.host !== undefined) this.host = facts.host;
    if (facts.origin !== undefined) this.origin = facts.origin;
    this.warnings = Object.freeze([...(facts.warnings ?? [])]);
    Object.freeze(this);
  }

  /** The public half of the pair: user name of SMTP and of the HTTP API. Throws `TypeError` for an SMS account. */
  apiKey(): string {
    return this.#pair().apiKey;
  }

  /** The private half of the pair: password of SMTP and of the HTTP API. Throws `TypeError` for an SMS account. */
  apiSecret(): string {
    return this.#pair().apiSecret;
  }

  /** The bearer token of the SMS API. Throws `TypeError` for a mail account. */
  apiToken(): string {
    if (this.#values.kind === "sms") return this.#values.apiToken;
    throw new TypeError('This account holds a key pair. An SMS token needs an account of kind "sms".');
  }

  /** Whether both hold the same values; versions and fingerprints are not looked at. */
  equals(other: MailjetCredentials): boolean {
    const [mine, theirs] = [this.#values, other.#values];
    if (mine.kind === "mail" && theirs.kind === "mail") {
      return mine.apiKey === theirs.apiKey && mine.apiSecret === theirs.apiSecret;
    }
    return mine.kind === "sms" && theirs.kind === "sms" && mine.apiToken === theirs.apiToken;
  }

  /** Replaces the values in a text, in each form in which they travel, by `[redacted]`. */
  redact(text: string): string {
    return this.#redact(text);
  }

  #pair(): Extract<CredentialValues, { kind: "mail" }> {
    if (this.#values.kind === "mail") return this.#values;
    throw new TypeError('This account holds an SMS token. A key pair needs an account of kind "mail".');
  }
}

function fingerprint(text: string): string {
  // Not imported at the top: node:crypto alone would be a third of what this library's import costs.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

printAs(MailjetCredentials.prototype, (credentials) => `MailjetCredentials [redacted] ${credentials.fingerprint}`);
