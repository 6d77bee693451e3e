import { isSafe } from "./base-url.ts";
import type { RawAnswer } from "./response.ts";
import type { TransportOptions, TransportRequest } from "./transport.ts";

const ANY_METHOD: readonly number[] = [307, 308];
const GET_ONLY: readonly number[] = [301, 302];

/** The address that an answer sends a request to. Absence: it does not, or may not. */
export function redirectTarget(
  answer: RawAnswer,
  from: URL,
  method: TransportRequest["method"],
  options: TransportOptions,
): URL | undefined {
  const location = answer.headers["location"] ?? "";
  const statuses = method === "GET" ? [...ANY_METHOD, ...GET_ONLY] : ANY_METHOD;
  if (!statuses.includes(answer.status) || location === "" || !URL.canParse(location, from.href)) return undefined;
  const target = new URL(location, from);
  target.hash = "";
  return mayFollow(target, from, options) ? target : undefined;
}

function mayFollow(target: URL, from: URL, options: TransportOptions): boolean {
  if (!/^https?:$/.test(target.protocol) || target.username !== "" || target.password !== "") return false;
  if (from.protocol === "https:" && target.protocol !== "https:") return false;
  // Behind a socket there is one server; whoever it names is reached another way.
  if (options.socketPath !== undefined && target.origin !== from.origin) return false;
  return isSafe(target, options) && options.followRedirect?.(target) === true;
}
