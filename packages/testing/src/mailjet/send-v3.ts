import { type Answer, restError } from "./answer.ts";
import { isFields } from "./message-rules.ts";
import type { SendContext } from "./send.ts";
import { maySendFrom } from "./senders.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Answers `POST /v3/send`. What it cannot use it answers with a bare 400, as Mailjet does there. */
export function sendVersion3(body: unknown, context: SendContext): Answer {
  if (!isFields(body)) return { status: 400 };
  const from = body["FromEmail"];
  const [to, cc, bcc] = [recipients(body), addresses(body["Cc"]), addresses(body["Bcc"])];
  const hasContent = ["Text-part", "Html-part", "Mj-TemplateID"].some((name) => (body[name] ?? "") !== "");
  const complete = typeof from === "string" && from.includes("@") && to.length > 0 && hasContent;
  if (!complete || ![...to, ...cc, ...bcc].every((email) => email.includes("@"))) return { status: 400 };
  if (!maySendFrom(context.key, from, context.metaSenders)) {
    return restError(403, `"${from}" is not an authorized sender email address for your account.`);
  }
  const texts = { subject: body["Subject"], customId: body["Mj-CustomID"] };
  const letter = { apiKey: context.key.apiKey, from, to, cc, bcc, ...onlyTexts(texts) };
  const Sent = context.outbox
    .accept(letter)
    .map(({ email, messageId, uuid }) => ({ Email: email, MessageID: messageId, MessageUUID: uuid }));
  return { status: 200, body: { Sent } };
}

function recipients(body: Fields): string[] {
  const list = body["Recipients"];
  if (!Array.isArray(list)) return addresses(body["To"]);
  return list.map((entry: unknown) => (isFields(entry) ? String(entry["Email"]) : ""));
}

/** Takes the addresses out of `Name <address>, address`. */
function addresses(text: unknown): string[] {
  if (typeof text !== "string") return [];
  return text.split(",").map((part) => /<([^>]*)>/.exec(part)?.[1] ?? part.trim());
}

function onlyTexts(texts: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
