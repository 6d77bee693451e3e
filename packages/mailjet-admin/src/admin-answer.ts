import type { TransportResponse } from "@mailjet-secrets/http";
import { parseJson } from "./parse-json.ts";
import type { Redactor } from "./redactor.ts";

/** JSON of an object. */
export type Fields = Readonly<Record<string, unknown>>;

/** One answer of Mailjet's. */
export interface AdminAnswer {
  readonly status: number;
  /** The parsed body. Absence: it is no object of JSON. */
  readonly body?: Fields;
  readonly isEmpty: boolean;
  readonly retryAfterMs?: number;
  /** Time by Mailjet's clock, epoch milliseconds. Absence: the answer does not tell it, or is not Mailjet's. */
  readonly serverTime?: number;
}

/** Mailjet's own words in an error. */
export interface MailjetWords {
  readonly ErrorMessage?: string;
  readonly ErrorCode?: string;
  readonly ErrorIdentifier?: string;
}

/** Reads an answer. Keeps its body, so it must not reach a caller. */
export function readAnswer(response: TransportResponse): AdminAnswer {
  const body = parseJson(response.text());
  const isEmpty = response.body.length === 0;
  const serverTime = Date.parse(response.headers["date"] ?? "");
  // A page comes from something in between, which has a clock of its own.
  const isTimed = !Number.isNaN(serverTime) && (isEmpty || isFields(body));
  return {
    status: response.status,
    isEmpty,
    ...(isTimed ? { serverTime } : {}),
    ...(isFields(body) ? { body } : {}),
    ...(response.retryAfterMs === undefined ? {} : { retryAfterMs: response.retryAfterMs }),
  };
}

/** What Mailjet says in an error, without anything that looks like a key. */
export function wordsOf(body: Fields | undefined, redactor: Redactor): MailjetWords {
  const names = ["ErrorMessage", "ErrorCode", "ErrorIdentifier"] as const;
  const given = names.map((name) => [name, body?.[name]] as const);
  const texts = given.filter(([, value]) => typeof value === "string" && value.trim() !== "");
  return Object.fromEntries(texts.map(([name, value]) => [name, redactor.words(String(value))]));
}

/** Whether it is an object of JSON. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
