import type { WireAnswer } from "../emulator/wire-answer.ts";

/** What the emulated Conjur answers. Without `body` it is empty, as most of Conjur's refusals are. */
export interface Answer {
  readonly status: number;
  readonly body?: Uint8Array | string;
  /** @default none */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with a JSON body. */
export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, body: JSON.stringify(body), contentType: "application/json; charset=utf-8" };
}

/** An answer with the JSON in which Conjur describes errors. `code` is a number for a few of them. */
export function errorAnswer(status: number, code: string | number, message: string, more: object = {}): Answer {
  return jsonAnswer(status, { error: { code, message, ...more } });
}

/** An answer with plain text. */
export function textAnswer(status: number, body: string): Answer {
  return { status, body, contentType: "text/plain; charset=utf-8" };
}

/** The page that stands where there is no route, or that a proxy puts in front. */
export function htmlAnswer(status: number): Answer {
  const body = `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>Error ${status}</h1></body></html>`;
  return { status, body, contentType: "text/html; charset=utf-8" };
}

/** The answer as it goes over the wire. */
export function wireAnswer({ status, body = "", contentType, headers }: Answer): WireAnswer {
  const type: Record<string, string> = contentType === undefined ? {} : { "content-type": contentType };
  return { status, headers: { ...type, ...headers }, body };
}
