import { SecretsError } from "@mailjet-secrets/core";
import type { TransportRequest } from "./transport.ts";

/** A request as it is written to the socket. */
export interface Outgoing {
  readonly method: TransportRequest["method"];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

type Headers = Readonly<Record<string, string>>;

// What Node.js refuses in a header, with a message of its own that other versions may fill differently.
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
// Without control characters, blanks, `"`, `#` and `\`.
const PATH = /^[\x21\x24-\x5b\x5d-\x7e]*$/;
const DOT_SEGMENT = /(^|\/|%2f)(\.|%2e){1,2}(\/|%2f|$)/i;

/**
 * Puts headers and body together. Throws `INVALID_CONFIG`, naming the header, if a value cannot be sent, and `TypeError`
 * for a name that is none.
 */
export function outgoing(provider: string, shared: Headers | undefined, request: TransportRequest): Outgoing {
  const { method, body } = request;
  const headers = { ...length(body), ...lowerCased(shared), ...lowerCased(request.headers) };
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name)) throw new TypeError("The name of a header holds a character that cannot be sent.");
    if (UNSENDABLE.test(value)) throw unsendable(provider, name);
  }
  return { method, headers, body };
}

/** Throws `INVALID_CONFIG`, without quoting the path, if it would be cut, or lead elsewhere. */
export function checkPath(provider: string, path: string): void {
  const [place = ""] = path.split("?");
  if (PATH.test(path) && !DOT_SEGMENT.test(place)) return;
  throw new SecretsError("INVALID_CONFIG", "A path holds a character that must be percent-encoded, or `.` or `..`.", {
    provider,
    hint: "Check the id of the secret and the names of mounts and accounts.",
  });
}

function length(body: string | Uint8Array | undefined): Record<string, string> {
  return body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
}

function lowerCased(headers: Headers | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

function unsendable(provider: string, name: string): SecretsError {
  return new SecretsError("INVALID_CONFIG", `The value of header ${name} holds a character that cannot be sent.`, {
    provider,
    hint: "A line break at the end of a token file is the usual reason: trim it.",
  });
}
