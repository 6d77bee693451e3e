import {
  type AccountSecret,
  type Clock,
  type MailjetCredentials,
  mergeSecretText,
  parseSecretText,
  printableName,
  readCredentials,
  SecretsError,
} from "@mailjet-secrets/core";
import { CURRENT } from "../sdk-calls.ts";
import type { Deadline } from "./deadline.ts";
import type { Mailjet } from "./mailjet.ts";
import { type RotatedSecret, versionWith } from "./rotated-secret.ts";
import type { RotationEvent } from "./rotation-event.ts";
import type { RotationDetail } from "./rotation-log.ts";
import type { RotationOptions } from "./rotation-options.ts";
import type { SecretsManager } from "./secrets-manager.ts";

/** What a step works with. */
export interface StepContext<Options extends RotationOptions = RotationOptions> {
  readonly options: Options;
  readonly event: RotationEvent;
  readonly secret: RotatedSecret;
  readonly store: SecretsManager;
  readonly mailjet: Mailjet;
  readonly deadline: Deadline;
  readonly clock: Clock;
  /** Adds to the log entry of the step. */
  note(details: Readonly<Record<string, RotationDetail>>): void;
}

/** A version's text and the pair in it. */
export interface VersionValue {
  readonly version: string;
  readonly text: string;
  readonly pair: MailjetCredentials;
}

/** Reads the current version. Rejects with `NOT_FOUND` if there is none, or with what is wrong with its value. */
export async function readCurrent(context: StepContext): Promise<VersionValue> {
  const version = versionWith(context.secret, CURRENT);
  const value = version === undefined ? undefined : await readVersion(context, version);
  if (value !== undefined) return value;
  throw new SecretsError("NOT_FOUND", `The secret "${printableName(context.secret.name)}" has no current value.`, {
    provider: "aws",
    hint: "Store the pair that is in use before the first rotation.",
  });
}

/** Reads the version that the rotation makes. `undefined`: its value is still to be put. */
export function readPending(context: StepContext): Promise<VersionValue | undefined> {
  return readVersion(context, context.event.ClientRequestToken);
}

/** Reads the version that the rotation makes. Rejects with `CONFLICT` if its value is still to be put. */
export async function needPending(context: StepContext): Promise<VersionValue> {
  const pending = await readPending(context);
  if (pending !== undefined) return pending;
  const message = `The secret "${printableName(context.secret.name)}" has no pending value yet.`;
  throw new SecretsError("CONFLICT", message, {
    provider: "aws",
    hint: "Secrets Manager calls createSecret first. Begin the rotation anew: aws secretsmanager rotate-secret.",
  });
}

/** Reads a version. `undefined`: it has no value. */
export async function readVersion(context: StepContext, version: string): Promise<VersionValue | undefined> {
  const text = await context.store.read(context.event.SecretId, version);
  if (text === undefined) return undefined;
  return { version, text, pair: pairIn(text, rotatedAccount(context), version) };
}

/** Reads the pair of another secret. */
export async function readPair(context: StepContext, id: string): Promise<MailjetCredentials> {
  return pairIn((await context.store.read(id)) ?? "", { id });
}

/** Puts a pair as the pending version, in the layout of the current one and with its other fields. */
export async function putPair(
  context: StepContext,
  current: VersionValue,
  pair: { readonly apiKey: () => string; readonly apiSecret: () => string },
): Promise<void> {
  const { SecretId, ClientRequestToken, RotationToken } = context.event;
  const text = withPair(context, current, pair);
  await context.store.put(SecretId, ClientRequestToken, text, RotationToken ?? undefined);
}

/** The text of the current version with another pair in it. Throws `INVALID_SECRET` if readers would not find it there. */
export function withPair(
  context: StepContext,
  current: VersionValue,
  pair: { readonly apiKey: () => string; readonly apiSecret: () => string },
): string {
  const account = rotatedAccount(context);
  const values = { apiKey: pair.apiKey(), apiSecret: pair.apiSecret() };
  const credentials = readCredentials({ values }, { kind: "mail" }, "mailjet");
  const text = mergeSecretText(current.text, account, credentials);
  if (pairIn(text, account).equals(credentials)) return text;
  const message = `The secret "${printableName(context.secret.name)}" has a layout in which a new pair would not be found again.`;
  throw new SecretsError("INVALID_SECRET", message, { provider: "aws", hint: "Name the option fields." });
}

function rotatedAccount({ secret, options }: StepContext): AccountSecret {
  return { id: secret.name, kind: "mail", ...(options.fields === undefined ? {} : { fields: options.fields }) };
}

function pairIn(text: string, account: AccountSecret, version?: string): MailjetCredentials {
  const snapshot = { values: parseSecretText(text), ...(version === undefined ? {} : { version }) };
  return readCredentials(snapshot, { ...account, kind: "mail" }, "aws");
}
