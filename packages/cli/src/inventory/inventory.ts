import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { printablePath } from "@mailjet-secrets/core";
import { EXIT } from "../exit-codes.ts";
import { openStore } from "../open-store.ts";
import { printData, printJson, say } from "../output.ts";
import { usageError } from "../own-ending.ts";
import { unreadReason } from "../scan/unread-reason.ts";
import type { StoreSelection } from "../store-selection.ts";
import type { Surroundings } from "../surroundings.ts";
import { createInventory, type GrowingInventory } from "./create-inventory.ts";
import { jsonReport } from "./json-report.ts";
import { DEFAULT_SILENT_AFTER_MS } from "./judge.ts";
import { isFingerprint } from "./parse-report.ts";
import { readInventory } from "./read-inventory.ts";
import { type Gap, type Result, resultOf } from "./result.ts";
import { textReport } from "./text-report.ts";

/** The flags of `inventory`. */
export interface InventoryOptions extends StoreSelection {
  /** The pair that everybody should have. */
  readonly fingerprint?: string;
  /** Whether that is the one in the store. */
  readonly current?: true;
  /** The pair that nobody should have any more. */
  readonly old?: string;
  /** In milliseconds. */
  readonly silentAfter?: number;
  /** Files that hold nothing but a result of `scan`. */
  readonly scan?: readonly string[];
  readonly json?: true;
}

type Input = readonly [path: string, stream: AsyncIterable<Uint8Array | string>];

/**
 * Says who uses which pair, as the reports in `files` (none, or `-`: standard input) and results of `scan` tell. Resolves with
 * the exit code: found (1) if somebody is still on the old pair, else unread (2) if something could not be read, or if
 * nothing was said, else 0. Rejects as the store does for `current`.
 */
export async function inventory(
  files: readonly string[],
  options: InventoryOptions,
  surroundings: Surroundings,
): Promise<number> {
  const inputs = inputsOf(files, options.scan ?? [], surroundings);
  const pairs = await pairsOf(options, surroundings);
  const found = createInventory();
  const unread: Gap[] = [];
  for (const [path, stream] of inputs) {
    const scansBefore = found.scans;
    const reason = await readInto(found, stream);
    const isNoScan = options.scan?.includes(path) === true && found.scans === scansBefore;
    if (reason !== undefined || isNoScan) unread.push({ path, reason: reason ?? "is no result of scan --json" });
  }
  const measure = { ...pairs, now: Date.now(), silentAfterMs: options.silentAfter ?? DEFAULT_SILENT_AFTER_MS };
  const result = resultOf(found, measure, printable(unread));
  if (options.json === true) printJson(surroundings, jsonReport(result));
  else printData(surroundings, textReport(result, surroundings));
  sayGaps(result, surroundings);
  return exitCodeFor(result);
}

function inputsOf(
  files: readonly string[],
  scans: readonly string[],
  { stdin, directory }: Surroundings,
): readonly Input[] {
  const isStdin = files.includes("-") || (files.length === 0 && scans.length === 0);
  if (isStdin && files.length === 0 && stdin.isTTY === true) {
    throw usageError("Name files with reports of applications, or pipe a log into this command.");
  }
  const paths = [...new Set([...files, ...scans])].filter((path) => path !== "-");
  const named = paths.map((path): Input => [path, contentOf(resolve(directory, path))]);
  return isStdin ? [["-", stdin], ...named] : named;
}

/** Opened when it is its turn: there may be more files than a process can have open. */
async function* contentOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path);
}

async function readInto(found: GrowingInventory, stream: Input[1]): Promise<string | undefined> {
  try {
    await readInventory(stream, found);
    return undefined;
  } catch (error) {
    return unreadReason(error);
  }
}

async function pairsOf(
  { fingerprint, current, old, provider, secret, account, config }: InventoryOptions,
  surroundings: Surroundings,
): Promise<{ readonly current?: string; readonly old?: string }> {
  const selection = {
    ...(provider === undefined ? {} : { provider }),
    ...(secret === undefined ? {} : { secret }),
    ...(account === undefined ? {} : { account }),
    ...(config === undefined ? {} : { config }),
  };
  if (current === undefined && Object.keys(selection).length > 0) {
    throw usageError("--provider, --secret, --account and --config say where --current is to look: give that, too.");
  }
  const given = [fingerprint, old].map((text) => text?.toLowerCase());
  if (given.some((text) => text !== undefined && !isFingerprint(text))) {
    throw usageError("A fingerprint has 8 hexadecimal digits, as status(), check and scan show it.");
  }
  const [newest = current && (await storedFingerprint(selection, surroundings)), oldest] = given;
  if (newest !== undefined && newest === oldest) throw usageError("The old pair and the current one are the same.");
  return { ...(newest === undefined ? {} : { current: newest }), ...(oldest === undefined ? {} : { old: oldest }) };
}

async function storedFingerprint(selection: StoreSelection, surroundings: Surroundings): Promise<string> {
  const store = await openStore(selection, surroundings);
  try {
    return (await store.credentials()).fingerprint;
  } finally {
    await store.close();
  }
}

function printable(gaps: readonly Gap[]): Gap[] {
  return gaps.map(({ path, reason }) => ({ path: path === "-" ? "standard input" : printablePath(path), reason }));
}

function sayGaps({ unread, passedOver: { invalid, tooLong, forgotten } }: Result, surroundings: Surroundings): void {
  for (const { path, reason } of unread) say(surroundings, `Not read: ${path}: ${reason}.`);
  if (invalid > 0)
    say(surroundings, `Passed over: ${invalid} that look like reports and have wrong or missing fields.`);
  if (tooLong > 0) say(surroundings, `Passed over: ${tooLong} lines that are too long.`);
  if (forgotten > 0) say(surroundings, `Left out, since there are too many: ${forgotten}, those seen longest ago.`);
}

function exitCodeFor({ instances, scans, unread }: Result): number {
  if (instances.some(({ state }) => state === "old")) return EXIT.found;
  const isNothingSaid = instances.length === 0 && scans === 0;
  return unread.length > 0 || isNothingSaid ? EXIT.unread : EXIT.ok;
}
