import {
  type MailjetCredentials,
  type NewCredentials,
  printableName,
  requireWrite,
  type StoredCredentials,
  storeCredentials,
} from "@mailjet-secrets/core";
import { EXIT } from "../exit-codes.ts";
import { type ProbeResult, probeMailjet } from "../mailjet-probe.ts";
import { type OpenStore, openStore } from "../open-store.ts";
import { printData, printJson, say } from "../output.ts";
import type { Surroundings } from "../surroundings.ts";
import { obtainCredentials } from "./obtain-credentials.ts";
import { type StoreOptions, sourceSelection, targetSelection } from "./store-options.ts";

/**
 * Stores credentials after asking Mailjet once, and says what was written where. Resolves with the exit code. Rejects with
 * `SecretsError`, a usage error, or as interrupted; in all these cases nothing was written unless the error says so.
 */
export async function store(options: StoreOptions, surroundings: Surroundings): Promise<number> {
  const source = sourceSelection(options);
  const target = await openStore(targetSelection(options), surroundings);
  try {
    // Before anybody types anything.
    requireWrite(target.provider);
    const credentials = await obtainCredentials(source, target.secret.kind ?? "mail", surroundings);
    return await checkAndWrite(credentials, target, options, surroundings);
  } finally {
    await target.close();
  }
}

async function checkAndWrite(
  credentials: MailjetCredentials,
  target: OpenStore,
  options: StoreOptions,
  surroundings: Surroundings,
): Promise<number> {
  const values = valuesOf(credentials);
  const probe = options.check ? await ask(values, target, surroundings) : undefined;
  if (probe !== undefined && probe.outcome !== "accepted") return refuse(probe, credentials, options, surroundings);
  const stored = await storeCredentials(target.provider, target.secret, values);
  report(stored, target, probe, options, surroundings);
  for (const text of [...stored.warnings, ...hostNote(credentials, stored, target)])
    say(surroundings, `Note: ${text}.`);
  return EXIT.ok;
}

function valuesOf(credentials: MailjetCredentials): NewCredentials {
  const host = credentials.host === undefined ? {} : { host: credentials.host };
  if (credentials.kind === "sms") return { apiToken: credentials.apiToken(), ...host };
  return { apiKey: credentials.apiKey(), apiSecret: credentials.apiSecret(), ...host };
}

async function ask(values: NewCredentials, { mailjet }: OpenStore, surroundings: Surroundings): Promise<ProbeResult> {
  say(surroundings, "Asking Mailjet, once.");
  return probeMailjet(values, { mailjet, environment: surroundings.environment });
}

function refuse(
  { outcome, host, text, hint, exitCode }: ProbeResult,
  { fingerprint }: MailjetCredentials,
  options: StoreOptions,
  surroundings: Surroundings,
): number {
  if (options.json === true) printJson(surroundings, { outcome: "refused", fingerprint, mailjet: { outcome, host } });
  const isUnknown = outcome === "unreachable" || outcome === "possibly-blocked";
  const way = isUnknown ? " --no-check stores it without asking." : "";
  say(surroundings, `Nothing was written (${fingerprint}). ${text}${hint === undefined ? "" : ` ${hint}`}${way}`);
  return exitCode;
}

function report(
  stored: StoredCredentials,
  { provider, secret }: OpenStore,
  probe: ProbeResult | undefined,
  options: StoreOptions,
  surroundings: Surroundings,
): void {
  const { outcome, fingerprint, previousFingerprint, version } = stored;
  const mailjet = probe === undefined ? { outcome: "not-asked" } : { outcome: probe.outcome, host: probe.host };
  if (options.json === true) {
    printJson(surroundings, { provider: provider.name, secret: printableName(secret.id ?? ""), ...stored, mailjet });
    return;
  }
  const what = { created: "Created", replaced: "Stored", unchanged: "Unchanged: it holds this already" }[outcome];
  const before = outcome === "replaced" && previousFingerprint ? `, in place of ${previousFingerprint}` : "";
  const place = `${provider.name}, secret "${printableName(secret.id ?? "")}"`;
  printData(surroundings, `${what}: ${fingerprint} in ${place}${version ? `, version ${version}` : ""}${before}.`);
  if (probe === undefined) say(surroundings, "Mailjet was not asked: mailjet-secrets check tells whether it is right.");
  if (outcome === "replaced")
    say(surroundings, "Applications take it at their next refresh, or when Mailjet rejects the old one.");
}

/** A pair of another region works at its own host only, and a secret that is one text has no place for it. */
function hostNote({ host }: MailjetCredentials, stored: StoredCredentials, { mailjet }: OpenStore): string[] {
  const isKnown = host === undefined || host === stored.host || host === mailjet.host;
  if (!isKnown) {
    return [
      `the pair came with the API host ${host}, which is not stored: add MJ_API_HOST to the secret, or set MAILJET_SECRETS_HOST`,
    ];
  }
  // It was there before, and Mailjet was asked elsewhere.
  const isLeft = host === undefined && stored.host !== undefined && mailjet.host === undefined;
  return isLeft ? [`the secret names the API host ${stored.host}, as before: see that the pair is of that region`] : [];
}
