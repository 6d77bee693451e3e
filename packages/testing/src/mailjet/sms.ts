import type { Row } from "./accounts.ts";
import { type Answer, codedError, restError } from "./answer.ts";
import { isFields, type MessageError, missingProperty, wrongType } from "./message-rules.ts";
import { timeWindow } from "./time-window.ts";
import type { ApiCall, World } from "./world.ts";

const FIELDS = ["From", "To", "Text"];

/** Answers a call below `/v4/`, by a token that was accepted. */
export function answerSms(call: ApiCall, world: World): Answer {
  const methods: Readonly<Record<string, string>> = { "/v4/sms-send": "POST", "/v4/sms": "GET" };
  const method = Object.hasOwn(methods, call.path) ? methods[call.path] : undefined;
  if (method === undefined) return restError(404, "The resource was not found.");
  if (method !== call.method) return restError(405, "Method not allowed.");
  return method === "POST" ? sendSms(call.body, world) : listSms(call.query, world);
}

function sendSms(body: unknown, world: World): Answer {
  const identifier = world.numbers.uuid();
  if (!isFields(body)) {
    return codedError(identifier, 400, "mj-0002", "Malformed JSON, please review the syntax and properties types.");
  }
  const error = FIELDS.map((name) => fieldError(name, body[name])).find((found) => found !== undefined);
  if (error !== undefined) {
    const related = { ErrorRelatedTo: error.ErrorRelatedTo };
    return codedError(identifier, error.StatusCode, error.ErrorCode, error.ErrorMessage, related);
  }
  const row = smsRow(String(body["From"]), String(body["To"]), world);
  world.sms.push(row);
  return { status: 200, body: { ...row, Text: body["Text"] } };
}

function fieldError(name: string, value: unknown): MessageError | undefined {
  if (value === undefined || value === null || value === "") return missingProperty(name);
  return typeof value === "string" ? undefined : wrongType(name, "string");
}

function smsRow(From: string, To: string, { clock, numbers }: World): Row {
  const seconds = Math.floor(clock.now() / 1000);
  return {
    From,
    To,
    MessageId: numbers.messageId().toString(),
    SmsCount: 1,
    CreationTS: seconds,
    SentTS: seconds,
    Cost: { Value: 0.0012, Currency: "EUR" },
    Status: { Code: 2, Name: "sent", Description: "Message sent" },
  };
}

function listSms(query: URLSearchParams, { sms }: World): Answer {
  const inWindow = timeWindow(query);
  const to = query.get("To");
  const rows = sms
    .filter((row) => inWindow(Number(row["CreationTS"]) * 1000))
    .filter((row) => to === null || row["To"] === to);
  const offset = Number(query.get("Offset") ?? 0);
  return { status: 200, body: { Data: rows.slice(offset, offset + Number(query.get("Limit") ?? 10)) } };
}
