import { type AdminAnswer, type Fields, isFields, wordsOf } from "./admin-answer.ts";
import type { AdminCallOptions, SandboxResult } from "./mailjet-admin.ts";
import type { AdminRequest, Session } from "./session.ts";

/** Asks whether the key may send from an address. Rejects if the answer says nothing about that. */
export async function trySending(
  session: Session,
  { from, to = from }: { readonly from: string; readonly to?: string },
  options?: AdminCallOptions,
): Promise<SandboxResult> {
  for (const [name, value] of Object.entries({ from, to })) {
    if (typeof value !== "string" || value.trim() === "") throw new TypeError(`${name} must be an address.`);
  }
  const request: AdminRequest = {
    method: "POST",
    path: "/v3.1/send",
    body: {
      // Without it the mail would go out.
      SandboxMode: true,
      Messages: [{ From: { Email: from }, To: [{ Email: to }], Subject: "Check", TextPart: "Check" }],
    },
    doing: "the check of a sender",
    accepts: isRefusal,
  };
  const answer = await session.call(request, options);
  const refusal = refusalIn(answer);
  if (refusal !== undefined) return result(refusal, session);
  const [message] = messagesOf(answer);
  if (message?.["Status"] !== "success") throw session.useless(request, "without a result");
  return { accepted: true };
}

function result(refusal: Fields, { redactor }: Session): SandboxResult {
  const { ErrorCode, ErrorMessage } = wordsOf(refusal, redactor);
  return {
    accepted: false,
    ...(ErrorCode === undefined ? {} : { errorCode: ErrorCode }),
    ...(ErrorMessage === undefined ? {} : { errorMessage: ErrorMessage }),
  };
}

function isRefusal(answer: AdminAnswer): boolean {
  return (answer.status === 400 || answer.status === 403) && refusalIn(answer) !== undefined;
}

/** The first error about the mail, or about the call. */
function refusalIn(answer: AdminAnswer): Fields | undefined {
  const [message] = messagesOf(answer);
  const errors = message?.["Errors"];
  const [error] = Array.isArray(errors) ? errors.filter(isFields) : [];
  if (error !== undefined) return error;
  const { body } = answer;
  return typeof body?.["ErrorCode"] === "string" || typeof body?.["ErrorMessage"] === "string" ? body : undefined;
}

function messagesOf({ body }: AdminAnswer): readonly Fields[] {
  const messages = body?.["Messages"];
  return Array.isArray(messages) ? messages.filter(isFields) : [];
}
