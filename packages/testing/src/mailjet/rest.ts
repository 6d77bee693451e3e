import type { KeyRecord, Row } from "./accounts.ts";
import { type Answer, restError } from "./answer.ts";
import { isOn } from "./message-rows.ts";
import { isFields } from "./message-rules.ts";
import { type RestContext, type RestResource, restResources } from "./rest-resources.ts";
import type { ApiCall, World } from "./world.ts";

const DEFAULT_LIMIT = 10;
const MAXIMUM_LIMIT = 1000;

/** Answers a call below `/v3/REST/`. */
export function answerRest(call: ApiCall, key: KeyRecord, world: World): Answer {
  const [name = "", id, action] = call.path.slice("/v3/REST/".length).split("/");
  const resource = Object.hasOwn(restResources, name.toLowerCase()) ? restResources[name.toLowerCase()] : undefined;
  if (resource === undefined) return restError(404, `Unknown resource: "${name}".`);
  const context = { world, key, query: call.query };
  const writes = call.method !== "GET";
  if (writes && resource.masterOnly === true && !key.isMaster)
    return restError(403, "Only the primary key may do that.");
  if (call.method === "POST" && id === undefined) return create(resource, call.body, context);
  const rows = resource.rows(context);
  if ("status" in rows) return rows;
  const found = rows.filter((row) => (id === undefined ? matches(row, call.query) : String(row["ID"]) === id));
  if (id === undefined && !writes) return list(found, call.query);
  if (id === undefined && ![...call.query.keys()].length) return restError(405, "Method not allowed without an ID.");
  const [row, ambiguous] = found;
  if (row === undefined) return restError(404, "Object not found.");
  if (ambiguous !== undefined) return restError(400, "More than one object matches.");
  return action === undefined ? answerOne(resource, row, call, context) : answerAction(resource, row, action, call);
}

function answerOne(resource: RestResource, row: Row, call: ApiCall, context: RestContext): Answer {
  if (call.method === "GET") return envelope([row]);
  if (call.method === "PUT" && resource.update !== undefined) return update(resource, row, call.body, context);
  if (call.method !== "DELETE" || resource.remove === undefined) return restError(405, "Method not allowed.");
  resource.remove(row, context);
  return { status: 204 };
}

function answerAction(resource: RestResource, row: Row, action: string, call: ApiCall): Answer {
  const run = resource.actions?.[action];
  if (run === undefined) return restError(404, `Unknown action: "${action}".`);
  return call.method === "POST" ? envelope([run(row)]) : restError(405, "Method not allowed.");
}

function create(resource: RestResource, body: unknown, context: RestContext): Answer {
  if (resource.create === undefined) return restError(405, "Method not allowed.");
  const fields = writableFields(resource, body);
  if ("status" in fields) return fields;
  const missing = resource.required?.find((name) => (fields.values[name] ?? "") === "");
  if (missing !== undefined) return restError(400, `"${missing}" is required.`);
  return resource.refusal?.(context) ?? envelope([resource.create(fields.values, context)], 201);
}

function update(resource: RestResource, row: Row, body: unknown, context: RestContext): Answer {
  const fields = writableFields(resource, body);
  if ("status" in fields) return fields;
  const changed = Object.entries(fields.values).some(([name, value]) => row[name] !== value);
  if (!changed || resource.update === undefined) return { status: 304 };
  return envelope([resource.update(row, fields.values, context)]);
}

function writableFields(resource: RestResource, body: unknown): { readonly values: Row } | Answer {
  if (!isFields(body)) return restError(400, "The body is not a JSON object.");
  const foreign = Object.keys(body).find((name) => !resource.writable?.includes(name));
  return foreign === undefined ? { values: body } : restError(400, `"${foreign}" cannot be written.`);
}

function matches(row: Row, query: URLSearchParams): boolean {
  return [...query].every(([name, value]) => !Object.hasOwn(row, name) || same(row[name], value));
}

function same(value: unknown, text: string): boolean {
  if (typeof value === "boolean") return value === ["1", "true"].includes(text.toLowerCase());
  return String(value) === text;
}

function list(rows: readonly Row[], query: URLSearchParams): Answer {
  if (isOn(query, "countOnly")) return { status: 200, body: { Count: rows.length, Data: [], Total: rows.length } };
  const offset = Number(query.get("Offset") ?? 0);
  // Mailjet takes 0 for "as many as possible".
  const limit = Math.min(Number(query.get("Limit") ?? DEFAULT_LIMIT) || MAXIMUM_LIMIT, MAXIMUM_LIMIT);
  const page = sorted(rows, query.get("Sort")).slice(offset, offset + limit);
  return { status: 200, body: { Count: page.length, Data: page, Total: rows.length } };
}

function sorted(rows: readonly Row[], sort: string | null): readonly Row[] {
  if (sort === null) return rows;
  const [field = "", direction = "ASC"] = sort.split(/[+ ]/);
  const sign = direction.toUpperCase() === "DESC" ? -1 : 1;
  const order = (a: string | bigint, b: string | bigint): number => (a < b ? -sign : a > b ? sign : 0);
  const rank = (row: Row): string | bigint =>
    typeof row[field] === "number" || typeof row[field] === "bigint" ? BigInt(row[field]) : String(row[field]);
  return [...rows].sort((a, b) => order(rank(a), rank(b)));
}

function envelope(rows: readonly Row[], status: number = 200): Answer {
  return { status, body: { Count: rows.length, Data: rows, Total: rows.length } };
}
