import type { KeyRecord } from "./accounts.ts";
import { type Answer, codedError, type Numbering } from "./answer.ts";
import { arraySize, isFields, type MessageError, messageErrors, missingProperty, wrongType } from "./message-rules.ts";
import type { Delivery, Letter, Outbox } from "./outbox.ts";
import { maySendFrom } from "./senders.ts";

/** What sending needs to know of the account. */
export interface SendContext {
  readonly key: KeyRecord;
  readonly metaSenders: readonly string[];
  readonly mixedStatus?: number | undefined;
  readonly outbox: Outbox;
  readonly numbers: Numbering;
}

type Fields = Readonly<Record<string, unknown>>;

/** Answers `POST /v3.1/send`. `body`: the parsed JSON, `undefined` if it is none. */
export function sendMessages(body: unknown, context: SendContext): Answer {
  if (!isFields(body)) {
    const message = "Malformed JSON, please review the syntax and properties types.";
    return codedError(context.numbers.uuid(), 400, "mj-0002", message);
  }
  const [error] = globalErrors(body);
  if (error !== undefined) {
    const related = { ErrorRelatedTo: error.ErrorRelatedTo };
    return codedError(context.numbers.uuid(), error.StatusCode, error.ErrorCode, error.ErrorMessage, related);
  }
  const globals = isFields(body["Globals"]) ? body["Globals"] : {};
  const sandbox = body["SandboxMode"] === true;
  const results = (body["Messages"] as unknown[]).map((message) => sendOne(message, globals, sandbox, context));
  // By what clients tell, Mailjet answers with the status of an error even if other messages of the call were accepted.
  const failed = results.find((result) => result.status !== 200)?.status ?? 200;
  const isMixed = failed !== 200 && results.some((result) => result.status === 200);
  const status = isMixed ? (context.mixedStatus ?? failed) : failed;
  return { status, body: { Messages: results.map((result) => result.body) } };
}

function globalErrors(body: Fields): MessageError[] {
  const messages = body["Messages"];
  if (messages === undefined || messages === null) return [missingProperty("Messages")];
  if (!Array.isArray(messages)) return [wrongType("Messages", "array of messages")];
  const sandbox = body["SandboxMode"] ?? false;
  return typeof sandbox === "boolean" ? arraySize("Messages", messages) : [wrongType("SandboxMode", "boolean")];
}

function sendOne(message: unknown, globals: Fields, sandbox: boolean, context: SendContext): Answer {
  if (!isFields(message)) return failure([wrongType("Messages", "object")], context);
  const fields = { ...globals, ...message };
  const malformed = messageErrors(fields);
  if (malformed.length > 0) return failure(malformed, context);
  const letter = letterOf(fields, context.key.apiKey);
  if (!maySendFrom(context.key, letter.from, context.metaSenders))
    return failure([unauthorizedSender(letter)], context);
  const deliveries = sandbox ? [] : context.outbox.accept(letter);
  return { status: 200, body: success(letter, deliveries) };
}

function unauthorizedSender(letter: Letter): MessageError {
  return {
    ErrorCode: "send-0008",
    StatusCode: 403,
    ErrorMessage: `"${letter.from}" is not an authorized sender email address for your account.`,
    ErrorRelatedTo: ["From"],
  };
}

function failure(errors: readonly MessageError[], { numbers }: SendContext): Answer {
  const Errors = errors.map((error) => ({ ErrorIdentifier: numbers.uuid(), ...error }));
  return { status: errors[0]?.StatusCode ?? 400, body: { Status: "error", Errors } };
}

function letterOf(fields: Fields, apiKey: string): Letter {
  const { Subject: subject, CustomID: customId } = fields;
  return {
    apiKey,
    from: emailOf(fields["From"]),
    to: emailsOf(fields["To"]),
    cc: emailsOf(fields["Cc"]),
    bcc: emailsOf(fields["Bcc"]),
    ...(typeof subject === "string" ? { subject } : {}),
    ...(typeof customId === "string" ? { customId } : {}),
  };
}

const emailOf = (value: unknown): string => (isFields(value) ? String(value["Email"]) : "");
const emailsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(emailOf) : []);

function success(letter: Letter, deliveries: readonly Delivery[]): object {
  const remaining = [...deliveries];
  const entries = (emails: readonly string[]): object[] => emails.map((email) => entry(email, remaining.shift()));
  const To = entries(letter.to);
  const Cc = entries(letter.cc);
  const Bcc = entries(letter.bcc);
  return { Status: "success", CustomID: letter.customId ?? "", To, Cc, Bcc };
}

function entry(email: string, delivery: Delivery | undefined): object {
  // In sandbox mode nothing is delivered, so there is nothing to number.
  if (delivery === undefined) return { Email: email };
  const { messageId, uuid } = delivery;
  const MessageHref = `https://api.mailjet.com/v3/REST/message/${messageId}`;
  return { Email: email, MessageUUID: uuid, MessageID: messageId, MessageHref };
}
