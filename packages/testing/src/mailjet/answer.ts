import type { WireAnswer } from "../emulator/wire-answer.ts";

/** What a handler wants answered. `body` goes out as JSON, `text` as it is; neither means an empty body. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Writes JSON in which a `bigint` is a plain integer, as Mailjet's message numbers beyond 2^53 are. */
export function toJson(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return `[${value.map(toJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${toJson(field)}`).join(",")}}`;
}

/** Counts upwards and shapes the numbers like Mailjet's, so that two runs of a test see the same ones. */
export interface Numbering {
  /** Number of a key, a sender and the like; a `bigint` where JavaScript's numbers would round it. */
  id(): number | bigint;
  /** Number of a message; does not fit into a JavaScript number. */
  messageId(): bigint;
  uuid(): string;
}

/** Creates a {@link Numbering}. `firstId`: @default 1_001 */
export function numbering(firstId: number | bigint = 1_001): Numbering {
  const counter = (): (() => number) => {
    let last = 0;
    return () => {
      last += 1;
      return last;
    };
  };
  const [nextId, nextMessage, nextUuid] = [counter(), counter(), counter()];
  return {
    id: () => plainNumber(BigInt(firstId) + BigInt(nextId()) - 1n),
    messageId: () => 2n ** 60n + BigInt(nextMessage()),
    uuid: () => `00000000-0000-4000-8000-${nextUuid().toString(16).padStart(12, "0")}`,
  };
}

function plainNumber(value: bigint): number | bigint {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

/** Time as Mailjet writes it: RFC 3339 without fractions. `at`: epoch milliseconds. */
export function timestamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Error in the form of Send API v3.1 and the SMS API. */
export function codedError(identifier: string, status: number, code: string, message: string, fields?: object): Answer {
  const body = { ErrorIdentifier: identifier, ErrorCode: code, StatusCode: status, ErrorMessage: message, ...fields };
  return { status, body };
}

/** Error in the form of the v3 REST resources, which have neither a code nor, often, an identifier. */
export function restError(status: number, message: string): Answer {
  return { status, body: { ErrorIdentifier: "", ErrorInfo: "", ErrorMessage: message, StatusCode: status } };
}

/** The 401 of the front end, which has no code. */
export function uncodedUnauthorized(identifier: string): Answer {
  const ErrorMessage =
    "API key authentication/authorization failure. You may be unauthorized to access the API or your API key may be expired.";
  return { status: 401, body: { ErrorIdentifier: identifier, StatusCode: 401, ErrorMessage } };
}

/** The answer as it goes over the wire. */
export function wireAnswer({ status, body, text, headers }: Answer): WireAnswer {
  const out = text ?? (body === undefined ? "" : toJson(body));
  const type: Record<string, string> = out === "" ? {} : { "content-type": "application/json; charset=UTF-8" };
  return { status, headers: { ...type, ...headers }, body: out };
}
