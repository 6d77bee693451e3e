import { type AdminAnswer, type Fields, isFields } from "./admin-answer.ts";
import type { AdminCallOptions } from "./mailjet-admin.ts";
import type { AdminRequest, Session } from "./session.ts";

/** What is listed. */
export interface ListRequest {
  /** Name of the resource below `/v3/REST/`. */
  readonly resource: string;
  readonly filters?: Readonly<Record<string, string>>;
  /** For errors: "the list of API keys". */
  readonly doing: string;
}

/** Mailjet gives no more in one answer. */
const PAGE_ROWS = 1_000;
const ZONE = /(Z|[+-]\d\d:?\d\d)$/i;

/** Reads all rows of a list, and makes of each what is wanted. */
export async function listRows<T>(
  session: Session,
  list: ListRequest,
  read: (row: Row) => T,
  options: AdminCallOptions | undefined,
): Promise<readonly T[]> {
  const rows: Fields[] = [];
  let previous = "";
  for (;;) {
    const request = getRequest(list, { Limit: String(PAGE_ROWS), Offset: String(rows.length) });
    const answer = await session.call(request, options);
    const page = rowsOf(answer, request, session);
    rows.push(...page);
    // Not by `Total` alone: not all resources count beyond the page.
    const total = answer.body?.["Total"];
    const isLast = page.length === 0 || (page.length < PAGE_ROWS && !(isCount(total) && rows.length < Number(total)));
    if (isLast) return rows.map((fields) => read(readRow(fields, request, session)));
    const current = JSON.stringify(page);
    if (current === previous) throw session.useless(request, "with the same page again and again");
    previous = current;
  }
}

/** Reads how many rows there are. */
export async function countRows(
  session: Session,
  list: ListRequest,
  options: AdminCallOptions | undefined,
): Promise<number> {
  const request = getRequest(list, { countOnly: "1" });
  const { body } = await session.call(request, options);
  const counts = [body?.["Count"], body?.["Total"]].filter(isCount);
  if (counts.length === 0) throw session.useless(request, "without a count");
  return Math.max(...counts.map(Number));
}

/** The rows of an answer's envelope; an answer without one is no empty list. */
export function rowsOf({ body }: AdminAnswer, request: AdminRequest, session: Session): readonly Fields[] {
  const data = body?.["Data"];
  if (!Array.isArray(data) || !data.every(isFields)) throw session.useless(request, "without rows");
  return data;
}

/** Fields of a row by their kinds. What is of another kind is an answer of no use. */
export interface Row {
  /** A number of Mailjet's, as text. */
  id(name: string): string;
  flag(name: string): boolean;
  /** Empty if absent. The own pair does not stand in it. */
  text(name: string): string;
  /** The text, or nothing if it is absent or empty. */
  optional<N extends string>(name: string, as: N): { readonly [key in N]?: string };
  /** 0 if absent. */
  count(name: string): number;
  /** Epoch milliseconds. A time without a zone is one of UTC. */
  time(name: string): number;
  has(name: string): boolean;
  /** A text that must be there, as it came. */
  secret(name: string): string;
}

/** Creates a {@link Row}. */
export function readRow(fields: Fields, request: AdminRequest, session: Session): Row {
  const wrong = (name: string): Error => session.useless(request, `a row has no proper ${name}`);
  const text = (name: string): string => {
    const value = fields[name] ?? "";
    if (typeof value !== "string") throw wrong(name);
    return session.redactor.pair(value);
  };
  return {
    id(name) {
      const value = fields[name];
      if (!isId(value)) throw wrong(name);
      return String(value);
    },
    flag(name) {
      const value = fields[name];
      if (typeof value !== "boolean") throw wrong(name);
      return value;
    },
    text,
    optional: (name, as) => {
      const value = text(name);
      return (value === "" ? {} : { [as]: value }) as { readonly [key in typeof as]?: string };
    },
    count(name) {
      const value = fields[name] ?? 0;
      if (!isCount(value)) throw wrong(name);
      return Number(value);
    },
    time(name) {
      const value = text(name);
      const at = Date.parse(ZONE.test(value) ? value : `${value}Z`);
      if (Number.isNaN(at)) throw wrong(name);
      return at;
    },
    has: (name) => (fields[name] ?? undefined) !== undefined,
    secret(name) {
      const value = fields[name];
      if (typeof value !== "string" || value === "") throw wrong(name);
      return value;
    },
  };
}

function isId(value: unknown): boolean {
  return isCount(value) || (typeof value === "string" && /^\d+$/.test(value));
}

/** Mailjet's libraries are not of one mind whether counts are texts. */
function isCount(value: unknown): boolean {
  const count = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  return Number.isSafeInteger(count) && Number(count) >= 0;
}

function getRequest({ resource, filters, doing }: ListRequest, page: Readonly<Record<string, string>>): AdminRequest {
  const query = new URLSearchParams({ ...filters, ...page });
  return { method: "GET", path: `/v3/REST/${resource}?${query.toString()}`, doing };
}
