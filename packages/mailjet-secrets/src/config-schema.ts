import { isApplicationName, nearestWord } from "@mailjet-secrets/core";
import {
  array,
  boolean,
  custom,
  type GenericSchema,
  integer,
  lazy,
  literal,
  maxLength,
  maxValue,
  minLength,
  minValue,
  never,
  number,
  objectWithRest,
  optional,
  picklist,
  pipe,
  record,
  regex,
  string,
  union,
  unknown,
} from "valibot";
import { STORE_OPTIONS, type StoreOptions } from "./store-options.ts";

/** The providers that can be chosen by a word. */
export const PROVIDER_WORDS = ["env", "aws", "vault", "conjur"] as const;

/** Longer timers do not exist in Node.js: they fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647;
const TEXT = "must be text that is not empty";
const PREFIX = "must be the beginning of a variable's name: letters, digits and _";
const HOST = "must be a host such as api.us.mailjet.com, without https:// and path";
const VERSION = 'must be a version such as "v3.1"';
const SECRET_ID = "must be the id of the secret in its store, never a key itself";
const FIELD_NAME = "must be the name of a field, never a key itself";
const SECRET = "must be the id of a secret in its store, or an object with id, fields, requestedVersion, kind";
const DURATION = "must be a number of milliseconds, 0 or more";
const FINITE_DURATION = `must be a number of milliseconds, 1 to ${LONGEST_TIMER_MS}`;
const GRACE = `must be a number of milliseconds, 0 to ${LONGEST_TIMER_MS}`;
/** As node-mailjet names the forms of an answer. */
const OUTPUTS = ["json", "text", "arraybuffer", "blob", "document", "stream", "formdata"] as const;
const RETRIES = "must be a whole number from 0 to 5";
const COUNT = "must be a whole number greater than 0";
const ACCOUNTS = "must be an object of secrets by the accounts' names";
const APPLICATION = "must be a name of 1 to 128 printable characters in one line, and no key";
const REPORT = 'must be "stderr", "stdout" or the path of a file';

type Entries = Parameters<typeof objectWithRest>[0];

/** An object that takes no other options. The message of `never` is the list of those it knows: see `findMistakes`. */
function strict<T extends Entries>(entries: T) {
  const known = never(Object.keys(entries).join(" "));
  return objectWithRest(entries, known, "must be an object");
}

const text = pipe(string(TEXT), regex(/\S/, TEXT));
// A key pasted where its id belongs would be quoted by the store's "not found".
const secretId = pipe(string(SECRET_ID), regex(/^(?!\s+$|\s*[0-9A-Fa-f]{32}(:[0-9A-Fa-f]{32})?\s*$)/, SECRET_ID));
const namedSecretId = pipe(secretId, minLength(1, TEXT));
const duration = pipe(number(DURATION), minValue(0, DURATION));
const finiteDuration = pipe(
  number(FINITE_DURATION),
  minValue(1, FINITE_DURATION),
  maxValue(LONGEST_TIMER_MS, FINITE_DURATION),
);
const grace = pipe(number(GRACE), minValue(0, GRACE), maxValue(LONGEST_TIMER_MS, GRACE));
const retries = pipe(number(RETRIES), integer(RETRIES), minValue(0, RETRIES), maxValue(5, RETRIES));
const count = pipe(number(COUNT), integer(COUNT), minValue(1, COUNT));
const flag = boolean("must be true or false");
// As far as a JSON schema can tell. The factory looks at the rest, which code is told at once.
const application = pipe(
  string(APPLICATION),
  maxLength(128, APPLICATION),
  regex(/^(?!.*[0-9A-Fa-f]{32}).*\S.*$/, APPLICATION),
);
const report = pipe(string(REPORT), regex(/\S/, REPORT));
// As with ids: what does not find a field quotes its name.
const fieldName = pipe(string(TEXT), minLength(1, TEXT), regex(/^(?!\s+$|\s*[0-9A-Fa-f]{32}\s*$)/, FIELD_NAME));
const fields = strict({
  apiKey: optional(fieldName),
  apiSecret: optional(fieldName),
  apiToken: optional(fieldName),
  host: optional(fieldName),
});

function secretOf(id: typeof secretId | typeof namedSecretId) {
  return union(
    [
      id,
      strict({
        id: optional(id),
        fields: optional(fields),
        requestedVersion: optional(text),
        kind: optional(picklist(["mail", "sms"], 'must be "mail" or "sms"')),
      }),
    ],
    SECRET,
  );
}

const secret = secretOf(namedSecretId);
const secretOfEnv = secretOf(secretId);

const proxy = strict({
  protocol: optional(text),
  host: text,
  port: count,
  auth: optional(strict({ username: text, password: text })),
});

const mailjetOptions = {
  timeoutMs: optional(finiteDuration),
  rateLimitRetries: optional(retries),
  host: optional(pipe(string(HOST), regex(/^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?$/, HOST))),
  version: optional(pipe(string(VERSION), regex(/^v[0-9]+(\.[0-9]+)?$/, VERSION))),
  output: optional(picklist(OUTPUTS, `must be one of ${OUTPUTS.join(", ")}`)),
  proxy: optional(proxy),
  allowInsecureProxy: optional(flag),
  headers: optional(record(string(), string("must be text"), "must be an object of texts")),
  maxBodyLength: optional(count),
  maxContentLength: optional(count),
};
const mailjet = strict(mailjetOptions);

/** Names of the options of `mailjet`. */
export const MAILJET_OPTIONS: readonly string[] = Object.keys(mailjetOptions);

/** What can be written down: the options of adapters in a file. */
const plainValue: GenericSchema = lazy(() =>
  union(
    [string(), number(), boolean(), array(plainValue), record(string(), plainValue)],
    "must be text, a number, true, false, a list or an object of those",
  ),
);

/** What differs between what can be written down and what code can give. */
interface Parts {
  readonly provider: GenericSchema;
  readonly accounts: (secretSchema: GenericSchema) => GenericSchema;
  /** Any option of an adapter that is not known here. */
  readonly adapterOption: GenericSchema;
  readonly application: GenericSchema;
  readonly report: GenericSchema;
  /** More options of `env`. */
  readonly envOptions: Entries;
}

function configSchema({ provider, accounts, adapterOption, envOptions, ...parts }: Parts): GenericSchema {
  const each = (names: readonly string[], schema: GenericSchema): Entries =>
    Object.fromEntries(names.map((name) => [name, optional(schema)]));
  const block = ({ texts, durations, others, auth }: StoreOptions): GenericSchema => {
    const entries: Entries = {
      secret: optional(secret),
      accounts: optional(accounts(secret)),
      ...each(texts, text),
      ...each(durations, finiteDuration),
      ...each(others, adapterOption),
    };
    if (auth.length === 0) return strict(entries);
    return strict({ ...entries, auth: optional(strict(each(auth, adapterOption))) });
  };
  const env = strict({
    prefix: optional(pipe(string(PREFIX), regex(/^(?![0-9A-Fa-f]{32}$)[A-Za-z_][A-Za-z0-9_]*$/, PREFIX))),
    files: optional(union([text, array(text), literal(false)], "must be a path, a list of paths, or false")),
    secretsDirectory: optional(text),
    secret: optional(secretOfEnv),
    accounts: optional(accounts(secretOfEnv)),
    ...envOptions,
  });
  return strict({
    provider: optional(provider),
    secret: optional(secret),
    accounts: optional(accounts(secret)),
    refreshAfterMs: optional(duration),
    expireAfterMs: optional(duration),
    timeoutMs: optional(finiteDuration),
    rotationGraceMs: optional(grace),
    maxAccounts: optional(count),
    keepFresh: optional(flag),
    application: optional(parts.application),
    report: optional(parts.report),
    mailjet: optional(mailjet),
    env: optional(env),
    aws: optional(block(STORE_OPTIONS.aws)),
    vault: optional(block(STORE_OPTIONS.vault)),
    conjur: optional(block(STORE_OPTIONS.conjur)),
    $schema: optional(text), // for editors
  });
}

const accountsRecord: Parts["accounts"] = (secretSchema) => record(string(), secretSchema, ACCOUNTS);
const providerWord = picklist(PROVIDER_WORDS, ({ input }) => unknownProvider(input));

/** What a file and the environment may say: words, numbers and records. A JSON schema can be made of it. */
export const fileSchema: GenericSchema = configSchema({
  provider: providerWord,
  accounts: accountsRecord,
  adapterOption: optional(plainValue),
  application,
  report,
  envOptions: {},
});

/** What code may say: besides, a provider of its own, a function for accounts, and any object as an adapter's option. */
export const codeSchema: GenericSchema = configSchema({
  provider: union([providerWord, custom(isProvider)], ({ input }) => unknownProvider(input)),
  accounts: (secretSchema) => union([accountsRecord(secretSchema), custom(isFunction)], `${ACCOUNTS}, or a function`),
  adapterOption: unknown(),
  application: custom(isApplicationName, APPLICATION),
  report: union([report, custom(isFunction)], `${REPORT}, or a function`),
  // Kept as it is: a copy of process.env would not see later changes.
  envOptions: { environment: optional(custom(isObject, "must be an object of variables")) },
});

/** What a function for accounts may give. */
export const secretSchema: GenericSchema = secret;

function isProvider(value: unknown): boolean {
  const candidate = value as { readonly name?: unknown; readonly read?: unknown } | null | undefined;
  return typeof candidate?.read === "function" && typeof candidate.name === "string";
}

function unknownProvider(input: unknown): string {
  const words = `must be one of ${PROVIDER_WORDS.join(", ")}`;
  if (typeof input !== "string") return `${words} (in code also an object with a name and a read method)`;
  const nearest = nearestWord(input.trim(), PROVIDER_WORDS);
  return nearest === undefined ? words : `${words} (did you mean ${nearest}?)`;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
