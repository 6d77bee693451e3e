import type { AccountSecret } from "./account-secret.ts";
import { CREDENTIAL_NAMES, type CredentialRole, comparableName } from "./credential-names.ts";
import {
  type CredentialProblem,
  findProblem,
  hasUsualShape,
  isTrustedHost,
  normalizeValue,
} from "./credential-problem.ts";
import { MailjetCredentials } from "./mailjet-credentials.ts";
import type { SecretSnapshot } from "./provider.ts";
import { SecretsError } from "./secrets-error.ts";

/** One part of a secret as it was found, with the place for error messages. */
interface Part {
  readonly text: string;
  readonly place: string;
}
type Parts = { readonly [role in CredentialRole]?: Part };

const WORDS: Readonly<Record<CredentialRole, string>> = {
  apiKey: "API key",
  apiSecret: "secret key",
  apiToken: "SMS token",
  host: "API host",
};
const NAME_FIELDS = 'Name the fields: { id: "…", fields: { apiKey: "…", apiSecret: "…" } }.';

/**
 * Finds, normalises and validates the credentials of an account in what a provider read. Throws one `INVALID_SECRET`
 * that lists every mistake with its field, reason and remedy, and nothing of a value.
 */
export function readCredentials(snapshot: SecretSnapshot, secret: AccountSecret, provider: string): MailjetCredentials {
  const reader = new CredentialsReader(snapshot, secret, snapshot.provider ?? provider);
  return reader.read();
}

class CredentialsReader {
  readonly #snapshot: SecretSnapshot;
  readonly #secret: AccountSecret;
  readonly #provider: string;

  constructor(snapshot: SecretSnapshot, secret: AccountSecret, provider: string) {
    this.#snapshot = snapshot;
    this.#secret = secret;
    this.#provider = provider;
  }

  read(): MailjetCredentials {
    const parts = this.#parts();
    const facts = { provider: this.#provider, version: this.#snapshot.version, host: parts.host?.text || undefined };
    if (this.#secret.kind === "sms") {
      const token = parts.apiToken ?? this.#refuse(this.#missing(parts, ["apiToken"]));
      this.#validate({ apiToken: token, host: parts.host });
      return new MailjetCredentials({ kind: "sms", apiToken: token.text }, facts);
    }
    const { apiKey, apiSecret } = splitPair(parts);
    if (apiKey === undefined || apiSecret === undefined)
      return this.#refuse(this.#missing(parts, ["apiKey", "apiSecret"]));
    this.#validate({ apiKey, apiSecret, host: parts.host });
    const warnings = [apiKey, apiSecret]
      .filter((part) => !hasUsualShape(part.text))
      .map((part) => `${part.place} is not 32 lower-case hexadecimal digits, as Mailjet's keys are`);
    return new MailjetCredentials(
      { kind: "mail", apiKey: apiKey.text, apiSecret: apiSecret.text },
      { ...facts, warnings },
    );
  }

  /** A mapping is taken by its word; without one the usual names are looked for, then the single text of the secret. */
  #parts(): Parts {
    const { fields } = this.#secret;
    const mapped = fields !== undefined && Object.keys(fields).length > 0;
    const roles = Object.keys(CREDENTIAL_NAMES) as CredentialRole[];
    const entries = roles.map(
      (role) => [role, mapped ? this.#mapped(role, fields[role]) : this.#guessed(role)] as const,
    );
    const parts = Object.fromEntries(entries.filter(([, part]) => part !== undefined)) as Parts;
    const single = this.#snapshot.values["value"];
    if (mapped || single === undefined || parts.apiKey || parts.apiSecret || parts.apiToken) return parts;
    const part = { text: normalizeValue(single), place: this.#place("value") };
    return this.#secret.kind === "sms" ? { ...parts, apiToken: part } : { ...parts, apiKey: part };
  }

  #mapped(role: CredentialRole, name: string | undefined): Part | undefined {
    if (name === undefined) return undefined;
    const stored =
      this.#names().find((candidate) => candidate === name) ?? this.#names().find((c) => c.trim() === name.trim());
    if (stored === undefined) {
      return this.#refuse([
        { reason: `has no field "${name}" for the ${WORDS[role]}`, hint: "Check the mapping in fields." },
      ]);
    }
    return { text: normalizeValue(this.#snapshot.values[stored] ?? ""), place: this.#place(name) };
  }

  #guessed(role: CredentialRole): Part | undefined {
    const usual = new Set(CREDENTIAL_NAMES[role].map(comparableName));
    const found = this.#names()
      .filter((name) => usual.has(comparableName(name)))
      .map((name) => ({ text: normalizeValue(this.#snapshot.values[name] ?? ""), place: this.#place(name) }));
    const filled = found.filter((part) => part.text !== "");
    if (new Set(filled.map((part) => part.text)).size > 1) {
      const places = filled.map((part) => part.place).join(" and ");
      this.#refuse([
        {
          reason: `has different values for the ${WORDS[role]}: ${places}`,
          hint: `Remove one, or choose. ${NAME_FIELDS}`,
        },
      ]);
    }
    return filled[0] ?? found[0];
  }

  #validate(parts: { readonly [role in CredentialRole]?: Part | undefined }): void {
    const { host, ...values } = parts;
    const problems = Object.entries(values).flatMap(([role, part]) => {
      const problem = part === undefined ? undefined : findProblem(part.text);
      return problem === undefined ? [] : [describe(role as CredentialRole, part, problem)];
    });
    if (
      values.apiKey &&
      values.apiSecret &&
      values.apiKey.text !== "" &&
      values.apiKey.text === values.apiSecret.text
    ) {
      const place = `${values.apiKey.place} and ${values.apiSecret.place}`;
      problems.push({
        reason: `has the same value as API key and secret key (${place})`,
        hint: "Copy both halves again.",
      });
    }
    if (host !== undefined && host.text !== "" && !isTrustedHost(host.text)) {
      problems.push({
        reason: `names an API host that is not Mailjet's (${host.place})`,
        hint: "Use a host below mailjet.com, or name the fields of the pair so that this one is not looked at.",
      });
    }
    if (problems.length > 0) this.#refuse(problems);
  }

  #missing(parts: Parts, needed: readonly CredentialRole[]): CredentialProblem[] {
    const other = needed.includes("apiToken") ? parts.apiKey : parts.apiToken;
    if (other !== undefined && needed.every((role) => parts[role] === undefined)) return [this.#otherKind(other)];
    const single = parts.apiKey?.place === this.#place("value") ? parts.apiKey : undefined;
    if (single !== undefined) return [notAPair(single)];
    const count = this.#names().length;
    return needed
      .filter((role) => parts[role] === undefined)
      .map((role) => ({
        reason: `has no ${WORDS[role]}: none of its ${count} fields has a usual name for it`,
        hint: NAME_FIELDS,
      }));
  }

  #otherKind(found: Part): CredentialProblem {
    return this.#secret.kind === "sms"
      ? {
          reason: `holds a key pair (${found.place}), and this account needs an SMS token`,
          hint: 'Set kind: "mail", or read another secret.',
        }
      : {
          reason: `holds an SMS token (${found.place}), and this account needs a key pair`,
          hint: 'Set kind: "sms", or read another secret.',
        };
  }

  #names(): string[] {
    return Object.keys(this.#snapshot.values);
  }

  #place(name: string): string {
    const origin = this.#snapshot.origins?.[name];
    return origin ?? (name === "value" && this.#secret.fields === undefined ? "its text" : `field "${name}"`);
  }

  #refuse(problems: readonly CredentialProblem[]): never {
    const subject = this.#secret.id ? `Secret "${this.#secret.id}"` : "The secret";
    const reasons = problems.map((problem) => problem.reason).join("; and ");
    const hint = [...new Set(problems.map((problem) => problem.hint))].join(" ");
    throw new SecretsError("INVALID_SECRET", `${subject} (${this.#provider}) ${reasons}.`, {
      provider: this.#provider,
      hint,
    });
  }
}

function describe(role: CredentialRole, part: Part | undefined, problem: CredentialProblem): CredentialProblem {
  return { reason: `has a ${WORDS[role]} (${part?.place}) that ${problem.reason}`, hint: problem.hint };
}

function notAPair(part: Part): CredentialProblem {
  return part.text.startsWith("{")
    ? {
        reason: "looks like JSON and is not valid JSON",
        hint: "Store the record again; shells on Windows lose the quotation marks.",
      }
    : { reason: "is one text, and neither a JSON object with the pair nor key:secret", hint: NAME_FIELDS };
}

/** `key:secret` in one text, whichever field holds it. */
function splitPair(parts: Parts): Parts {
  const { apiKey, apiSecret } = parts;
  if (apiKey === undefined || apiSecret !== undefined) return parts;
  const halves = apiKey.text.split(":");
  const [key, secret] = halves;
  if (halves.length !== 2 || !key || !secret || key.startsWith("{")) return parts;
  return { apiKey: { ...apiKey, text: key }, apiSecret: { ...apiKey, text: secret } };
}
