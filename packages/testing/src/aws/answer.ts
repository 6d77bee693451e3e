import type { WireAnswer } from "../emulator/wire-answer.ts";

/** What a handler wants answered. `body` goes out as JSON, `text` as it is; neither means an empty body. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly text?: string;
  /** Content type. @default that of AWS JSON 1.1 for `body`, none for `text` */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal that a handler throws; it goes out as an error of AWS JSON 1.1. */
export class AwsRefusal extends Error {
  readonly status: number;
  /** Secrets Manager's own errors spell it `Message`, those of the log-in in front of it `message`. */
  readonly messageKey: "Message" | "message";

  constructor(name: string, message: string, status: number = 400, messageKey: "Message" | "message" = "Message") {
    super(message);
    this.name = name;
    this.status = status;
    this.messageKey = messageKey;
  }
}

/** The answer for a refusal. */
export function errorAnswer({ name, message, status, messageKey }: AwsRefusal): Answer {
  return { status, body: { __type: name, [messageKey]: message } };
}

/** A refusal by the log-in, before the operation is looked at. */
export function loginRefusal(name: string, message: string, status: number = 400): AwsRefusal {
  return new AwsRefusal(name, message, status, "message");
}

/** What the front end says to what is no call of the service: XML, whatever was asked. */
export function unknownOperation(): Answer {
  return { status: 404, text: "<UnknownOperationException/>\n", type: "text/xml" };
}

/** The answer as it goes over the wire, but for the headers that all answers have. */
export function wireAnswer({ status, body, text, type, headers }: Answer): WireAnswer {
  const contentType = type ?? (body === undefined ? undefined : "application/x-amz-json-1.1");
  return {
    status,
    headers: { ...(contentType === undefined ? {} : { "content-type": contentType }), ...headers },
    body: text ?? (body === undefined ? "" : JSON.stringify(body)),
  };
}
