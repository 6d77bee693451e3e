import { createMailjetClientFactory, type MailjetClientFactory, type MailjetCredentials } from "@mailjet-secrets/core";
import { EXIT, exitCodeOf, isSecretsError } from "../exit-codes.ts";
import type { ProbeOptions } from "../mailjet-probe.ts";
import { failedStep } from "./failed-step.ts";
import type { Step } from "./report.ts";

/** More than anybody reads; a list of hundreds would bury the rest. */
const MOST_SHOWN = 5;
const LARGEST_PAGE = 1_000;

/**
 * Asks whether `from` belongs to the account of a pair that Mailjet has just accepted: by the lists of senders, since Mailjet
 * takes mails of some other senders, too, without delivering them; then by a mail in sandbox mode.
 */
export async function senderStep(from: string, credentials: MailjetCredentials, options: ProbeOptions): Promise<Step> {
  const factory = factoryOf(credentials, options);
  try {
    const known = await knownSenders(factory, from);
    if (known !== undefined && !known.some((sender) => covers(sender, from))) return foreignSender(from, known);
    return await trySandbox(factory, from);
  } catch (error) {
    // Of a store nobody asks here: such a failure is one on the way to Mailjet.
    const isOurs = isSecretsError(error) && exitCodeOf(error) !== EXIT.unreachable;
    return isOurs ? failedStep(error) : failedRequest(error, from);
  } finally {
    await factory.close();
  }
}

function factoryOf(
  credentials: MailjetCredentials,
  { mailjet, timeoutMs, environment }: ProbeOptions,
): MailjetClientFactory {
  const host = mailjet?.host ?? (environment?.["MAILJET_SECRETS_HOST"]?.trim() || credentials.host);
  const values = { api_key: credentials.apiKey(), api_secret: credentials.apiSecret() };
  return createMailjetClientFactory({
    provider: { name: credentials.provider, read: async () => ({ values }) },
    secret: {},
    rotationGraceMs: 0,
    mailjet: {
      timeoutMs: timeoutMs ?? mailjet?.timeoutMs ?? 10_000,
      ...mailjet,
      ...(host === undefined ? {} : { host }),
      rateLimitRetries: 0,
    },
  });
}

/** Active senders of the key, with those of all keys if it is not among them. `undefined`: Mailjet does not tell. */
async function knownSenders(factory: MailjetClientFactory, from: string): Promise<string[] | undefined> {
  const own = await listed(factory, "sender", (row) => row["Status"] === "Active");
  if (own === undefined || own.some((sender) => covers(sender, from))) return own;
  const common = await listed(factory, "metasender", (row) => row["IsEnabled"] !== false);
  return common === undefined ? undefined : [...own, ...common];
}

type Row = Readonly<Record<string, unknown>>;

async function listed(
  factory: MailjetClientFactory,
  resource: string,
  isUsable: (row: Row) => boolean,
): Promise<string[] | undefined> {
  try {
    const { body } = await factory.get(resource, { version: "v3" }).request({}, { Limit: LARGEST_PAGE });
    const { Data: rows, Total: total } = body as { readonly Data?: readonly Row[]; readonly Total?: unknown };
    // Of a longer list only a part is known, and whoever is missing in it may be in the rest.
    if (!Array.isArray(rows) || Number(total) > rows.length) return undefined;
    return rows.filter(isUsable).map((row: Row) => String(row["Email"]));
  } catch (error) {
    const { statusCode } = error as { readonly statusCode?: unknown };
    // Not every key may ask for every list; the mail in sandbox mode has to do then.
    if (statusCode === 403 || statusCode === 404 || statusCode === 405) return undefined;
    throw error;
  }
}

function covers(sender: string, from: string): boolean {
  const [known, asked] = [sender.toLowerCase(), from.toLowerCase()];
  return known.startsWith("*@") ? asked.endsWith(known.slice(1)) : known === asked;
}

function foreignSender(from: string, known: readonly string[]): Step {
  const more = known.length > MOST_SHOWN ? `, and ${known.length - MOST_SHOWN} more` : "";
  const list = known.length === 0 ? "none" : `${known.slice(0, MOST_SHOWN).join(", ")}${more}`;
  return refused(`${from} is not among the active senders of this account: ${list}`);
}

function refused(text: string): Step {
  return { status: "failed", text, exitCode: EXIT.senderRefused, hint: HINT };
}

const HINT =
  "If this is the right account, add and validate the sender at Mailjet (Senders & domains). If not, the pair in the store is of another account or sub-account.";

async function trySandbox(factory: MailjetClientFactory, from: string): Promise<Step> {
  const mail = {
    From: { Email: from },
    To: [{ Email: from }],
    Subject: "mailjet-secrets check",
    TextPart: "Not sent.",
  };
  const { body } = await factory.post("send", { version: "v3.1" }).request({ SandboxMode: true, Messages: [mail] });
  const { Messages: results } = body as { readonly Messages?: readonly { readonly Status?: unknown }[] };
  if (Array.isArray(results) && results.length > 0 && results.every(({ Status: status }) => status === "success")) {
    return { status: "ok", text: `${from} may send: a mail in sandbox mode was accepted, and not delivered` };
  }
  return refused(`Mailjet does not accept a mail from ${from}${reasonIn(body)}`);
}

function failedRequest(error: unknown, from: string): Step {
  const { statusCode, code, response } = error as {
    readonly statusCode?: number | null;
    readonly code?: string;
    readonly response?: { readonly data?: unknown } | null;
  };
  const isRefusal = typeof statusCode === "number" && statusCode >= 400 && statusCode < 500 && statusCode !== 429;
  if (isRefusal) return refused(`Mailjet does not accept a mail from ${from}${reasonIn(response?.data)}`);
  const reason = typeof statusCode === "number" ? `status ${statusCode}` : (code ?? "no answer");
  return {
    status: "failed",
    text: `Mailjet accepts the pair, and could not be asked for the sender (${reason})`,
    hint: "Try again later.",
    exitCode: EXIT.mailjetUnreachable,
  };
}

interface Refusal {
  readonly ErrorCode?: unknown;
  readonly Messages?: readonly { readonly Errors?: readonly Refusal[] }[];
}

/** Mailjet's codes, such as send-0008; its texts may quote what was sent. */
function reasonIn(body: unknown): string {
  const { Messages: messages, ErrorCode: code } = (body ?? {}) as Refusal;
  const ofMessages = (messages ?? []).flatMap(({ Errors: errors }) => errors ?? []);
  const codes = [code, ...ofMessages.map((refusal) => refusal.ErrorCode)];
  const known = codes.filter((each) => typeof each === "string" && /^[a-z]+-\d+$/.test(each));
  return known.length === 0 ? "" : ` (${known.join(", ")})`;
}
