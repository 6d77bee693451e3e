import type { MailjetCredentials } from "@mailjet-secrets/core";
import { type ProbedCredentials, type ProbeOptions, type ProbeResult, probeMailjet } from "../mailjet-probe.ts";
import { failedStep } from "./failed-step.ts";
import type { Step } from "./report.ts";

/** Asks Mailjet once whether it takes the pair. */
export async function mailjetStep(credentials: MailjetCredentials, options: ProbeOptions): Promise<Step> {
  try {
    return describe(await probeMailjet(values(credentials), options), credentials);
  } catch (error) {
    return failedStep(error);
  }
}

function values(credentials: MailjetCredentials): ProbedCredentials {
  const { kind, host } = credentials;
  return kind === "sms"
    ? { host, apiToken: credentials.apiToken() }
    : { host, apiKey: credentials.apiKey(), apiSecret: credentials.apiSecret() };
}

function describe({ outcome, host, text, hint, exitCode }: ProbeResult, { kind }: MailjetCredentials): Step {
  if (outcome === "accepted") return { status: "ok", text: `asked ${host} once; it accepts the ${WORDS[kind]}` };
  const failed = { status: "failed", exitCode } as const;
  if (outcome === "rejected") {
    // Novices take it for the store's, and look for the mistake there.
    const rejected = `Mailjet (${host}) rejects the ${WORDS[kind]}: the 401 is Mailjet's, the store has done its part.`;
    return { ...failed, text: rejected, code: "CREDENTIALS_REJECTED", hint: CAUSES[kind] };
  }
  const code = outcome === "suspended" ? { code: "ACCOUNT_SUSPENDED" } : {};
  return { ...failed, ...code, text, ...(hint === undefined ? {} : { hint }) };
}

const WORDS = { mail: "pair", sms: "token" } as const;

/** Nothing is tried in turn: each refusal brings this address nearer to being blocked. */
const CAUSES = {
  mail: "Likely causes: the two halves are swapped; the key is inactive; the secret key was reset since; or the pair is of another account or region (host). Compare it with the page API key management at Mailjet, store it by mailjet-secrets store, and do not just try again: many refusals block this address.",
  sms: "Likely causes: the token was revoked; it is of another account; or it is no SMS token but half of a key pair. Make a new one on Mailjet's page of the SMS API.",
} as const;
