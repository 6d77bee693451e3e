import { HALF, HALF_BASE64, OTHER_SERVICES, OTHER_WORDS, PAIR_BASE64 } from "./patterns.ts";

/** One rule in the words of gitleaks. */
export interface GitleaksRule {
  readonly id: string;
  readonly description: string;
  /** In the syntax that RE2 and JavaScript share. The first group is the value. */
  readonly regex: string;
  /** Words of which a file has to have one, in lower case. Absent: it is tried on every file. */
  readonly keywords?: readonly string[];
  /** The least entropy of the value, in bits for each character. Absent: any. */
  readonly entropy?: number;
  /** A rule that has to match as well, and how many lines away at most. Absent: none. */
  readonly required?: { readonly id: string; readonly withinLines: number };
  /** It is there for other rules only. */
  readonly skipReport?: true;
  /** Expressions of which none may match the whole match. Absent: none. */
  readonly unless?: readonly string[];
}

/** Pieces of placeholders: their entropy is as high as that of keys, or higher. */
export const STOP_WORDS: readonly string[] = [
  "0123456789",
  "1234567890",
  "9876543210",
  "00112233",
  "ffeeddcc",
  "a1b2c3d4",
  "d41d8cd98f00b204",
  "deadbeefdeadbeef",
  "MTExMTExMTEx",
  "MDAwMDAwMDAw",
];

/** Random values of 32 hexadecimal digits have between 2.9 and 3.9 bits. */
const LEAST_ENTROPY = 2.5;
const NEAR_LINES = 8;
const KEYWORDS = ["mailjet", "mj_"];

const value = `(${HALF})\\b`;
/** Between a name and its value: `": "`, `=`, `" value="`, a type, a line break in a list. */
const TO_VALUE: string =
  "(?:[\"',]{0,2}\\s{0,16}[\"']?value[\"']?|</key>\\s{0,8}<string|: ?(?:string|&?str)\\b)?" +
  "[\"'`\\\\]{0,2}\\]?\\)?\\s{0,2}(?:=>|:=|\\|\\||[:=,>(\\s?-]){0,4}[^\\n0-9a-f]{0,3}[\\s\"'`\\\\(>@b]{0,4}";
const OWN_NAME = `(?:${anyCase("mailjet")}|\\b[Mm][Jj]_|_MJ_)[A-Za-z_.-]{0,40}(?:${anyCase("key")}|${anyCase("secret")}|${anyCase("public")}|${anyCase("private")}|${anyCase("token")}|${anyCase("password")}|${anyCase("user")}${anyCase("name")}?)`;
const ANY_NAME = `(?:${["key", "public", "user", "username", "user_name", "login"].map(anyCase).join("|")})`;
const SECRET_NAME = `(?:${["secret", "private", "pass", "password", "key"].map(anyCase).join("|")})`;
const OTHERS = `(?:^|[^A-Za-z])(?:${[...OTHER_WORDS, ...OTHER_SERVICES]
  .filter((word) => word.length > 2)
  .map(anyCase)
  .join("|")})(?:$|[^A-Za-z])`;

/** What of the finder can be said in rules of gitleaks. */
export const GITLEAKS_RULES: readonly GitleaksRule[] = [
  {
    id: "mailjet-basic-auth",
    description: "Mailjet key pair in base64, as in a Basic header",
    regex: `\\b(${PAIR_BASE64})`,
  },
  {
    id: "mailjet-url",
    description: "Mailjet key pair in a URL",
    regex: `(?:(?:smtps?|https?)://(${HALF}):${HALF}@[a-z0-9.-]*mailjet\\.com|mailjet\\+[a-z]+://(${HALF}):${HALF}@)`,
    keywords: KEYWORDS,
    entropy: LEAST_ENTROPY,
  },
  {
    id: "mailjet-key",
    description: "Mailjet key in a variable or field with Mailjet's name",
    regex: `${OWN_NAME}${TO_VALUE}${value}`,
    keywords: KEYWORDS,
    entropy: LEAST_ENTROPY,
    unless: [OTHERS],
  },
  {
    id: "mailjet-key-base64",
    description: "Mailjet key in base64 in a field with Mailjet's name, as in a Kubernetes Secret",
    regex: `${OWN_NAME}${TO_VALUE}(${HALF_BASE64})`,
    keywords: KEYWORDS,
    unless: [OTHERS],
  },
  {
    id: "mailjet-word",
    description: "The word mailjet, for the rules below",
    regex: anyCase("mailjet"),
    skipReport: true,
  },
  {
    id: "mailjet-key-pair",
    description: "Two keys side by side, beside the word mailjet",
    regex: `\\b(${HALF})["'\`\\\\]{0,2}(?::|\\s?,\\s{0,8}|\\s/\\s|\\s\\|\\s|\\t)["'\`\\\\]{0,2}${HALF}\\b`,
    keywords: ["mailjet"],
    entropy: LEAST_ENTROPY,
    required: { id: "mailjet-word", withinLines: NEAR_LINES },
    unless: [OTHERS],
  },
  {
    id: "mailjet-named-key-pair",
    description: "Two keys named as such, beside the word mailjet",
    regex: `${ANY_NAME}${TO_VALUE}\\b(${HALF})\\b[^0-9a-f][\\s\\S]{0,120}?${SECRET_NAME}${TO_VALUE}\\b${HALF}\\b`,
    keywords: ["mailjet"],
    entropy: LEAST_ENTROPY,
    required: { id: "mailjet-word", withinLines: NEAR_LINES },
    unless: [OTHERS],
  },
];

/** The rule file of gitleaks, in TOML. */
export function gitleaksToml(): string {
  return `# Made by packages/secretlint-rule-mailjet/make-gitleaks.mjs. Needs gitleaks 8.28 or later (composite rules).
title = "Mailjet keys"

${GITLEAKS_RULES.map(ruleToml).join("\n")}
[[allowlists]]
description = "Placeholders"
stopwords = ${list(STOP_WORDS)}
`;
}

function ruleToml({ id, description, regex, keywords, entropy, required, skipReport, unless }: GitleaksRule): string {
  const lines = [
    "[[rules]]",
    `id = ${JSON.stringify(id)}`,
    `description = ${JSON.stringify(description)}`,
    `regex = '''${regex}'''`,
    keywords && `keywords = ${list(keywords)}`,
    entropy && `entropy = ${entropy}`,
    skipReport && "skipReport = true",
    required && `[[rules.required]]\nid = ${JSON.stringify(required.id)}\nwithinLines = ${required.withinLines}`,
    `[[rules.allowlists]]\nregexTarget = "line"\nregexes = ['''mailjet-secrets:allow''']`,
    unless &&
      `[[rules.allowlists]]\nregexTarget = "match"\nregexes = [${unless.map((one) => `'''${one}'''`).join(", ")}]`,
  ];
  return `${lines.filter((line) => typeof line === "string").join("\n")}\n`;
}

const list = (texts: readonly string[]): string => `[${texts.map((text) => JSON.stringify(text)).join(", ")}]`;

/** Neither JavaScript nor RE2 have one way of saying in the middle of an expression that case does not matter. */
function anyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter.toUpperCase()}${letter}]`);
}
