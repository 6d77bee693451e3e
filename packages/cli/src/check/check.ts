import { type MailjetCredentials, printableName } from "@mailjet-secrets/core";
import { EXIT } from "../exit-codes.ts";
import { type OpenStore, openStore } from "../open-store.ts";
import { usageError } from "../own-ending.ts";
import type { StoreSelection } from "../store-selection.ts";
import type { Surroundings } from "../surroundings.ts";
import { cutValues } from "./cut-values.ts";
import { failedStep } from "./failed-step.ts";
import { mailjetStep } from "./mailjet-step.ts";
import { printReport, type Report, type SecretFacts, type Step } from "./report.ts";
import { senderStep } from "./sender-step.ts";

/** The flags of `check`. */
export interface CheckOptions extends StoreSelection {
  /** Whether Mailjet is left alone. */
  readonly offline?: boolean;
  /** Sender that has to belong to the account. */
  readonly from?: string;
  readonly json?: boolean;
}

/** Tries each step from the configuration to Mailjet, up to the first that fails, and reports. Resolves with the exit code. */
export async function check(options: CheckOptions, surroundings: Surroundings): Promise<number> {
  refuseFlags(options);
  const report: Report = { steps: {} };
  const store = await configure(options, surroundings, report);
  try {
    const credentials = store && (await read(store, surroundings, report));
    if (store && credentials) await ask(options, { store, credentials, surroundings, report });
  } finally {
    await store?.close();
  }
  return printReport(report, options.json === true, surroundings);
}

function refuseFlags({ from, offline }: CheckOptions): void {
  if (from === undefined) return;
  if (!/^[^\s@]+@[^\s@]+$/.test(from)) throw usageError("--from has to be one address, such as you@example.com.");
  if (offline === true) throw usageError("--from asks Mailjet, and --offline forbids it.");
}

async function configure(
  options: CheckOptions,
  surroundings: Surroundings,
  { steps }: Report,
): Promise<OpenStore | undefined> {
  try {
    const store = await openStore(options, surroundings);
    const id = store.secret.id ? `, secret "${printableName(store.secret.id)}"` : "";
    steps.configuration = { status: "ok", text: `provider ${store.provider.name}${id}` };
    return store;
  } catch (error) {
    steps.configuration = failedStep(error);
    return undefined;
  }
}

async function read(
  store: OpenStore,
  surroundings: Surroundings,
  report: Report,
): Promise<MailjetCredentials | undefined> {
  const { steps } = report;
  report.provider = store.provider.name;
  const cut = store.provider.name === "env" ? await cutValues(store, surroundings) : [];
  try {
    const credentials = await store.credentials();
    const facts = factsOf(credentials);
    report.credentials = facts;
    steps.store = { status: "ok", text: `read${facts.version ? `, version ${facts.version}` : ""}` };
    steps.secret = secretStep(facts, [...credentials.warnings, ...cut]);
    return credentials;
  } catch (error) {
    const failed = failedStep(error);
    // It was there, and could be read: the store is not to blame.
    const isRead = failed.code === "INVALID_SECRET";
    if (isRead) steps.store = { status: "ok", text: "read" };
    steps[isRead ? "secret" : "store"] = withWarnings(failed, cut);
    return undefined;
  }
}

function factsOf({ kind, fingerprint, version, origin, host }: MailjetCredentials): SecretFacts {
  return {
    kind,
    fingerprint,
    ...(version === undefined ? {} : { version }),
    ...(origin === undefined ? {} : { origin }),
    ...(host === undefined ? {} : { host }),
  };
}

function secretStep({ kind, fingerprint, origin }: SecretFacts, warnings: readonly string[]): Step {
  const text = `${kind === "sms" ? "SMS token" : "key pair"} ${fingerprint}${origin ? `, from ${origin}` : ""}`;
  return warnings.length === 0 ? { status: "ok", text } : { status: "warning", text, hint: sentences(warnings) };
}

function withWarnings(step: Step, warnings: readonly string[]): Step {
  return warnings.length === 0 ? step : { ...step, hint: [step.hint, sentences(warnings)].filter(Boolean).join(" ") };
}

function sentences(warnings: readonly string[]): string {
  return warnings.map((warning) => `${warning}.`).join(" ");
}

interface Read {
  readonly store: OpenStore;
  readonly credentials: MailjetCredentials;
  readonly surroundings: Surroundings;
  readonly report: Report;
}

async function ask({ offline, from }: CheckOptions, { store, credentials, surroundings, report }: Read): Promise<void> {
  const { steps } = report;
  steps.sender = { status: "skipped", text: "not asked for (--from)" };
  if (offline === true) {
    steps.mailjet = { status: "skipped", text: "not asked (--offline)" };
    return;
  }
  const options = { mailjet: store.mailjet, environment: surroundings.environment };
  steps.mailjet = await mailjetStep(credentials, options);
  if (from === undefined) return;
  // One call with a pair that nobody has tried, and no more unless Mailjet takes it.
  if (steps.mailjet.status !== "ok") steps.sender = { status: "skipped", text: "not tried" };
  else if (credentials.kind === "mail") steps.sender = await senderStep(from, credentials, options);
  else steps.sender = { status: "failed", text: "an SMS token has no sender addresses", exitCode: EXIT.usage };
}
