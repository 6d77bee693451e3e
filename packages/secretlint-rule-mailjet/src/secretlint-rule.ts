import { findMailjetKeys } from "./find-mailjet-keys.ts";
import { type KeyFinding, type KeyKind, keysOf } from "./key-finding.ts";

/** Options of the secretlint rule. */
export interface MailjetRuleOptions {
  /**
   * Values that are no secrets, each as it is (one half of a pair is enough) or as `/regular expression/flags`. Absent:
   * none.
   */
  readonly allows?: readonly string[];
}

/** What secretlint gives of a file. */
export interface LintedSource {
  readonly content: string;
  readonly filePath: string | undefined;
}

/** Text of a message, as secretlint's translator makes it. */
export interface LintMessage {
  readonly message: string;
  readonly messageId: string;
  readonly data: { readonly [name: string]: unknown } | undefined;
}

type Messages = Readonly<Record<string, { en(): string }>>;

/** What secretlint gives to a rule. */
export interface LintContext {
  createTranslator(messages: Messages): (id: string) => LintMessage;
  report(finding: { readonly message: LintMessage; readonly range: readonly [start: number, end: number] }): void;
}

/** `SecretLintRuleCreator` of `@secretlint/types`, as far as the rule needs it: so this package needs no other. */
export interface MailjetRule {
  readonly messages: Messages;
  readonly meta: {
    readonly id: string;
    readonly type: "scanner";
    readonly recommended: boolean;
    readonly supportedContentTypes: ["text"];
  };
  create(context: LintContext, options: MailjetRuleOptions): { file(source: LintedSource): void };
}

const KINDS: Readonly<Record<KeyKind, string>> = {
  "key-pair": "Mailjet key pair",
  "basic-auth": "Mailjet key pair in a Basic header",
  "smtp-url": "Mailjet key pair in a URL",
  "api-key": "Mailjet API key",
  "api-secret": "Mailjet secret key",
  "sms-token": "Mailjet SMS token",
};

/** One message for each kind: `MAILJET_KEY_PAIR` and so on, by which secretlint's `allowMessageIds` leaves kinds out. */
const idOf = (kind: KeyKind): string => `MAILJET_${kind.toUpperCase().replaceAll("-", "_")}`;

/** Not as data of the message: secretlint takes all of that for secrets, and masks it. */
function messagesWith(more: string): Messages {
  const texts = Object.entries(KINDS).map(([kind, name]) => [idOf(kind as KeyKind), `found hard-coded ${name}${more}`]);
  return Object.fromEntries(texts.map(([id, text]) => [id, { en: () => text }]));
}

/**
 * The rule in secretlint's format: reports every value of what `findMailjetKeys` finds, so that secretlint masks both
 * halves of a pair. Its messages hold no value. Throws `TypeError` if `allows` is no list of texts and valid expressions.
 */
export const creator: MailjetRule = {
  messages: messagesWith(""),
  meta: {
    id: "secretlint-rule-mailjet",
    recommended: true,
    type: "scanner",
    supportedContentTypes: ["text"],
  },
  create(context, options) {
    const allows = allowedBy(options.allows ?? []);
    return {
      file(source) {
        reportAll(context, source, allows);
      },
    };
  },
};

function reportAll(context: LintContext, source: LintedSource, allows: (value: string) => boolean): void {
  const found = findMailjetKeys(source.content, source.filePath === undefined ? {} : { path: source.filePath });
  for (const finding of found.filter((one) => !valuesOf(one).some(allows))) {
    const translate = context.createTranslator(messagesWith(` (fingerprint ${finding.fingerprint})`));
    for (const { index, length } of finding.places) {
      context.report({ message: translate(idOf(finding.kind)), range: [index, index + length] });
    }
  }
}

function valuesOf(finding: KeyFinding): readonly string[] {
  return Object.values(keysOf(finding) ?? {}).filter((value) => value !== undefined);
}

function allowedBy(allows: readonly string[]): (value: string) => boolean {
  if (!Array.isArray(allows) || allows.some((allow) => typeof allow !== "string")) {
    throw new TypeError("The option allows has to be a list of texts.");
  }
  const tests = allows.map((allow) => {
    const [, expression, flags] = /^\/(.+)\/([a-z]*)$/.exec(allow) ?? [];
    return expression === undefined ? allow : expressionOf(expression, flags);
  });
  return (value) => tests.some((test) => (typeof test === "string" ? test === value : value.search(test) >= 0));
}

function expressionOf(expression: string, flags: string | undefined): RegExp {
  try {
    return new RegExp(expression, flags);
  } catch {
    throw new TypeError("The option allows holds a regular expression that is not valid.");
  }
}
