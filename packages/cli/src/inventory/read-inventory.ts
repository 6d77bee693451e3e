import { createReadStream } from "node:fs";
import { printablePath, SecretsError } from "@mailjet-secrets/core";
import { unreadReason } from "../scan/unread-reason.ts";
import { createInventory, type GrowingInventory, type Inventory } from "./create-inventory.ts";
import { documentLines } from "./document-lines.ts";
import { findObjects } from "./find-objects.ts";
import { EVENT_PREFIX, isReport, parseReport } from "./parse-report.ts";
import { isScan, parseScan } from "./parse-scan.ts";
import { splitLines } from "./split-lines.ts";

/**
 * Reads reports of applications, and results of `scan --json`, out of a log; all other lines are passed over. Keeps one line and
 * the inventory in memory, whatever comes. `into`: an inventory that was begun with other inputs. @default an empty one
 */
export async function readInventory(
  input: AsyncIterable<Uint8Array | string>,
  into: GrowingInventory = createInventory(),
): Promise<Inventory> {
  const tooLong = (): void => {
    into.passedOver.tooLong += 1;
  };
  const documents = documentLines(tooLong);
  for await (const line of splitLines(input)) {
    if ("tooLong" in line) tooLong();
    else for (const text of documents.take(line.text)) readText(text, into);
  }
  for (const text of documents.end()) readText(text, into);
  return into;
}

/** Reads files of such lines. Rejects with `INVALID_CONFIG` for one that cannot be read. */
export async function readInventoryFiles(paths: readonly string[]): Promise<Inventory> {
  const inventory = createInventory();
  for (const path of paths) {
    await readInventory(createReadStream(path), inventory).catch((error: unknown) => {
      const message = `The file ${printablePath(path)} cannot be read: ${unreadReason(error)}.`;
      throw new SecretsError("INVALID_CONFIG", message, { cause: error, hint: "Name a file with reports." });
    });
  }
  return inventory;
}

function readText(text: string, into: GrowingInventory): void {
  if (text.includes(EVENT_PREFIX)) readReports(text, into);
  if (text.includes("findings") && text.includes("summary")) readScans(text, into);
}

function readReports(text: string, into: GrowingInventory): void {
  for (const object of findObjects(text, EVENT_PREFIX, isReport)) {
    const report = parseReport(object);
    if (report === undefined) into.passedOver.invalid += 1;
    else into.addReport(report);
  }
}

function readScans(text: string, into: GrowingInventory): void {
  for (const object of findObjects(text, "findings", isScan)) {
    const mentions = parseScan(object);
    if (mentions === undefined) into.passedOver.invalid += 1;
    else into.addScan(mentions);
  }
}
