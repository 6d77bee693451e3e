import { printableName } from "@mailjet-secrets/core";
import { bodyKind } from "./conjur-answer.ts";
import { conjurError } from "./conjur-error.ts";
import type { Connection } from "./connection.ts";
import { type ReadFailure, readVariable } from "./read-variable.ts";
import { statusError } from "./status-error.ts";

/** More ids than this, or a longer path, and a proxy may answer 414. */
const MOST_IDS = 50;
const LONGEST_PATH = 4_000;
const MOST_AT_A_TIME = 4;
/** Statuses of a batch that do not say which variable is to blame. */
const NAMELESS = new Set([403, 404, 406, 414, 500]);

/** Values, or what is in the way of them, by id. */
export type Outcomes = ReadonlyMap<string, string | ReadFailure>;

/** Reads several variables with as few requests as can be, and one by one where a batch does not tell what is wrong. */
export async function readVariables(
  ids: readonly string[],
  connection: Connection,
  signal: AbortSignal,
): Promise<Outcomes> {
  // The server splits the list after decoding it.
  const alone = ids.filter((id) => id.includes(","));
  const chunks = chunksOf(
    ids.filter((id) => !id.includes(",")),
    connection.account,
  );
  const outcomes = new Map<string, string | ReadFailure>();
  for (const chunk of chunks) {
    const found = chunk.length > 1 ? await readBatch(chunk, connection, signal) : undefined;
    if (found === undefined) alone.push(...chunk);
    else for (const [id, value] of found) outcomes.set(id, value);
  }
  for (const [id, outcome] of await readOneByOne(alone, connection, signal)) outcomes.set(id, outcome);
  return outcomes;
}

/** Reads each variable by a request of its own, a few at a time. `version`: @default the current one */
export async function readOneByOne(
  ids: readonly string[],
  connection: Connection,
  signal: AbortSignal,
  version?: string,
): Promise<Outcomes> {
  const outcomes = new Map<string, string | ReadFailure>();
  const queue = [...ids];
  const work = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      outcomes.set(id, await readVariable(id, connection, signal, version));
    }
  };
  const workers = Array.from({ length: Math.min(MOST_AT_A_TIME, ids.length) }, work);
  try {
    await Promise.all(workers);
  } finally {
    queue.length = 0; // after a failure nothing new begins
  }
  return outcomes;
}

/** All values, or nothing if the answer does not say which variable is to blame. */
async function readBatch(
  ids: readonly string[],
  connection: Connection,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string> | undefined> {
  const { account } = connection;
  const response = await connection.request({ method: "GET", path: batchPath(ids, account), signal });
  if (NAMELESS.has(response.status)) return undefined;
  if (response.status !== 200) throw statusError(response, `the request for ${ids.length} variables`);
  const body = response.json();
  const values = new Map<string, string>();
  for (const id of ids) {
    const value = property(body, `${account}:variable:${id}`);
    if (typeof value !== "string") {
      throw conjurError(
        "UNEXPECTED_RESPONSE",
        `Conjur answered the request for ${ids.length} variables with ${bodyKind(response)} without a value of "${printableName(id)}".`,
        { hint: "Is that the address of Conjur, and does nothing in front change its answers?" },
      );
    }
    values.set(id, value);
  }
  return values;
}

function property(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null && Object.hasOwn(body, name)
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function batchPath(ids: readonly string[], account: string): string {
  return `/secrets?variable_ids=${encodeURIComponent(ids.map((id) => `${account}:variable:${id}`).join(","))}`;
}

function chunksOf(ids: readonly string[], account: string): readonly string[][] {
  const chunks: string[][] = [];
  for (const id of ids) {
    const last = chunks.at(-1);
    const fits =
      last !== undefined && last.length < MOST_IDS && batchPath([...last, id], account).length < LONGEST_PATH;
    if (fits) last.push(id);
    else chunks.push([id]);
  }
  return chunks;
}
