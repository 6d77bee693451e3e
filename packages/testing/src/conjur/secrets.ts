import { isUtf8 } from "node:buffer";
import { type Answer, errorAnswer, jsonAnswer } from "./answer.ts";
import { type EmulatedConjurRole, isPermitted, isVisible } from "./role.ts";
import type { ApiCall, World } from "./world.ts";

const FORBIDDEN: Answer = { status: 403 };

/** Answers `GET /secrets/{account}/variable/{id}`. */
export function readSecret(id: string, call: ApiCall, role: EmulatedConjurRole, world: World): Answer {
  const version = call.query.get("version");
  if (version !== null && !/^\d+$/.test(version)) {
    return errorAnswer(422, "argument_error", "invalid type for parameter 'version'");
  }
  const full = fullId(id, world);
  // What the role may not even see is answered like what does not exist.
  if (!world.variables.has(id) || !isVisible(role, id)) return notFound(full);
  if (!isPermitted(role, "execute", id)) return FORBIDDEN;
  const value = world.variables.value(id, version === null ? undefined : Number(version));
  return value === undefined ? notFound(full) : { status: 200, body: value, contentType: "application/octet-stream" };
}

/** Answers `GET /secrets?variable_ids=…`: all of them, or none. */
export function readSecrets(call: ApiCall, role: EmulatedConjurRole, world: World): Answer {
  // The server splits after decoding, so an id with a comma becomes two.
  const fullIds = (call.query.get("variable_ids") ?? "").split(",");
  if (fullIds.some((id) => id.trim() === "")) return errorAnswer(422, "argument_error", "variable_ids");
  if (new Set(fullIds).size < fullIds.length) return { status: 500 };
  const prefix = fullId("", world);
  const ids = fullIds.map((full) => (full.startsWith(prefix) ? full.slice(prefix.length) : undefined));
  const known = ids.filter((id): id is string => id !== undefined && world.variables.has(id));
  // Rights first, and here what is invisible is forbidden too.
  if (!known.every((id) => isPermitted(role, "execute", id))) return FORBIDDEN;
  const values = ids.map((id) => (id === undefined ? undefined : world.variables.value(id)));
  const absent = values.indexOf(undefined);
  if (absent >= 0) return notFound(fullIds[absent] ?? "");
  return batchAnswer(fullIds, values as Buffer[], String(call.headers["accept-encoding"] ?? ""));
}

function batchAnswer(fullIds: readonly string[], values: readonly Buffer[], encoding: string): Answer {
  // Here base64 must be all that the header says, unlike at a login.
  const inBase64 = encoding.toLowerCase() === "base64";
  if (!inBase64 && !values.every((value) => isUtf8(value))) {
    const message = "CONJ00074E Issue encoding secret into JSON format, try including 'Accept-Encoding: base64' header";
    return errorAnswer(406, "not_acceptable", `${message} in request.`);
  }
  const text = (value: Buffer): string => (inBase64 ? linesOf60(value.toString("base64")) : value.toString());
  // In an order of its own, not in that of the request.
  const entries = fullIds.map((id, index) => [id, text(values[index] ?? Buffer.alloc(0))]).reverse();
  const answer = jsonAnswer(200, Object.fromEntries(entries));
  return inBase64 ? { ...answer, headers: { "content-encoding": "base64" } } : answer;
}

/** Answers `POST /secrets/{account}/variable/{id}`. */
export function writeSecret(id: string, call: ApiCall, role: EmulatedConjurRole, world: World): Answer {
  if (world.readOnly) return errorAnswer(405, 405, "Write operations are not allowed");
  if (!world.variables.has(id) || !isVisible(role, id)) {
    const details = { code: "not_found", target: "id", message: fullId(id, world) };
    const message = `Variable '${id}' not found in account '${world.account}'`;
    return errorAnswer(404, "not_found", message, { target: "variable", details });
  }
  if (!isPermitted(role, "update", id)) return FORBIDDEN;
  if (call.body.toString().trim() === "") return errorAnswer(422, "argument_error", "'value' may not be empty");
  world.variables.set(id, call.body);
  return { status: 201 };
}

function notFound(full: string): Answer {
  return errorAnswer(404, "not_found", `CONJ00076E Variable ${full} is empty or not found.`);
}

function fullId(id: string, { account }: World): string {
  return `${account}:variable:${id}`;
}

/** With a line break after each line, the last one too, as Ruby writes base64. */
function linesOf60(text: string): string {
  return text.replace(/.{1,60}/g, "$&\n");
}
