import type { SecretsError } from "@mailjet-secrets/core";
import { statusCode } from "@mailjet-secrets/http";
import { type AdminAnswer, wordsOf } from "./admin-answer.ts";
import { adminError } from "./admin-error.ts";
import type { Redactor } from "./redactor.ts";

/** What an error says about the call that failed. */
export interface CallDescription {
  /** What was asked for, as in "the list of API keys". */
  readonly doing: string;
  /** Whether it changes something at Mailjet. */
  readonly writes: boolean;
  /** The API host. */
  readonly host: string;
}

const FOREIGN = "That was no answer of Mailjet's API: check the host, and the proxy or sign-in page in between.";
const NOT_MANAGING =
  "Only the primary key of an account may manage keys, as many as its plan allows: see whether this is it, and the user's MaxAllowedAPIKeys.";
/** What to do after a change whose answer was lost. */
export const WRITTEN = "Whether it took effect is not known: look before doing it again.";

/** The error for an answer whose status is no success. */
export function answerFailure(answer: AdminAnswer, call: CallDescription, redactor: Redactor): SecretsError {
  const { status, body, retryAfterMs } = answer;
  const words = wordsOf(body, redactor);
  const text = words.ErrorMessage === undefined ? "" : `: "${words.ErrorMessage}"`;
  const answered = `Mailjet (${call.host}) answered ${status} to ${call.doing}${text}.`;
  if (status === 401) return notLetIn(answer, call, redactor);
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  const hint = hintFor(answer, call);
  return adminError(statusCode(status), answered, { ...wait, ...(hint === undefined ? {} : { hint }) });
}

/** The error for an answer that says success and does not hold what it should. */
export function uselessAnswer({ host, doing, writes }: CallDescription, reason: string): SecretsError {
  const hint = writes ? `${FOREIGN} ${WRITTEN}` : FOREIGN;
  return adminError("UNEXPECTED_RESPONSE", `Mailjet (${host}) answered ${doing}, but ${reason}.`, { hint });
}

function notLetIn({ body }: AdminAnswer, { host, doing }: CallDescription, redactor: Redactor): SecretsError {
  const mailjet = { statusCode: 401, ...wordsOf(body, redactor) };
  if (mailjet.ErrorCode === "mj-0001") {
    const hint = "Another secret does not help: ask Mailjet's support.";
    return adminError("ACCOUNT_SUSPENDED", `Mailjet (${host}) has suspended the key that asked for ${doing}.`, {
      hint,
      mailjet,
    });
  }
  const hint =
    body === undefined
      ? FOREIGN
      : "Compare the pair with Mailjet's page API key management: an old secret, an inactive key, or another region. Do not just repeat this: too many refusals block this address.";
  return adminError("CREDENTIALS_REJECTED", `Mailjet (${host}) rejects the pair that asked for ${doing}.`, {
    hint,
    mailjet,
  });
}

function hintFor({ status, body }: AdminAnswer, { writes }: CallDescription): string | undefined {
  if (status === 429) return "Nothing was done. Wait, then try again.";
  if (status >= 500 || status === 408) return writes ? WRITTEN : "Try again later.";
  if (body === undefined) return FOREIGN;
  if (status === 403) return writes ? NOT_MANAGING : "The key has no access to that.";
  return undefined;
}
