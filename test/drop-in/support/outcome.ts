import { text } from "node:stream/consumers";

type Fields = Readonly<Record<string, unknown>>;

/** What a caller can see of a result or an error, in plain data; without what holds the request and its login. */
export interface Outcome {
  readonly kind: "result" | "error";
  readonly fields: Fields;
  readonly response: Fields | null | undefined;
}

const HOLDS_THE_LOGIN = ["config", "request"];

/** Waits for the call and describes how it ended. */
export async function outcomeOf(call: () => Promise<unknown>): Promise<Outcome> {
  try {
    return await describe("result", (await call()) as Fields);
  } catch (error) {
    const { name, message } = error as Error;
    const outcome = await describe("error", error as Fields);
    return { ...outcome, fields: { name, message, isError: error instanceof Error, ...outcome.fields } };
  }
}

async function describe(kind: Outcome["kind"], value: Fields): Promise<Outcome> {
  const { response, ...fields } = value;
  const described =
    response === null || response === undefined ? response : await describeResponse(kind, response as Fields);
  return { kind, fields: await plainFields(kind, fields), response: described };
}

async function describeResponse(kind: Outcome["kind"], response: Fields): Promise<Fields> {
  const { headers, ...rest } = response;
  const { date: _date, ...plainHeaders } = headers as Fields;
  const find = (headers as { get?: (name: string) => unknown }).get;
  const found = typeof find === "function" ? find.call(headers, "Content-Type") : "no method";
  return { ...(await plainFields(kind, rest)), headers: { ...plainHeaders }, "headers.get()": found };
}

async function plainFields(kind: Outcome["kind"], fields: Fields): Promise<Fields> {
  const kept = Object.entries(fields).filter(([name]) => !HOLDS_THE_LOGIN.includes(name));
  return Object.fromEntries(
    await Promise.all(kept.map(async ([name, value]) => [name, await plainValue(kind, value)])),
  );
}

/**
 * Streams become their text. Whether an object of a result has a prototype counts: `hasOwnProperty` is there or is not.
 * An error of ours holds a copy of the answer, whose objects have one.
 */
async function plainValue(kind: Outcome["kind"], value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null) return value;
  if ("pipe" in value) return { stream: await readOnce(value as never) };
  const prototype = Object.getPrototypeOf(value) as object | null;
  const absent = kind === "result" ? "no prototype" : "Object";
  return { [prototype === null ? absent : prototype.constructor.name]: value };
}

const readings = new WeakMap<object, Promise<string>>();

/** `body` and `response.data` are one stream. */
function readOnce(stream: Parameters<typeof text>[0]): Promise<string> {
  const reading = readings.get(stream) ?? text(stream);
  readings.set(stream, reading);
  return reading;
}
