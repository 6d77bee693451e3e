import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { ScanFinding, Scanned, ScannedBatch, ScanTask } from "./scanned.ts";
import { createTextScanner, PIECE_BYTES } from "./text-scanner.ts";
import { unreadReason } from "./unread-reason.ts";

/** A file to read, and the name under which it is shown. */
export interface FileToScan {
  readonly file: string;
  readonly path: string;
}

/** Scans files one after another, each in one turn: for a small file, everything but the plain calls takes longer. */
export type FileScanner = (files: readonly FileToScan[]) => ScannedBatch;

/** Makes a scanner that reads all files into the same memory. */
export function createFileScanner(task: ScanTask): FileScanner {
  const memory = Buffer.allocUnsafeSlow(PIECE_BYTES);
  return (files) => {
    const totals = { files: 0, bytes: 0, binary: 0 };
    const items: Scanned[] = [];
    for (const each of files) {
      const { bytes, isBinary, ...scanned } = scanFile(each, memory, task);
      totals.files += scanned.unread === undefined ? 1 : 0;
      totals.bytes += bytes;
      totals.binary += isBinary ? 1 : 0;
      if (scanned.findings.length > 0 || scanned.unread !== undefined) items.push(scanned);
    }
    return { ...totals, items };
  };
}

interface ScannedFile extends Scanned {
  readonly bytes: number;
  readonly isBinary: boolean;
}

function scanFile({ file, path }: FileToScan, memory: Buffer, task: ScanTask): ScannedFile {
  const findings: ScanFinding[] = [];
  const scanner = createTextScanner(path, task);
  let bytes = 0;
  let descriptor: number | undefined;
  try {
    // Not blocking: a pipe may have taken the place of the file, and nobody may ever write to it.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (!fstatSync(descriptor).isFile()) return { path, findings, bytes, isBinary: false };
    for (let isLast = false; !isLast; ) {
      const length = fill(descriptor, memory);
      isLast = length < memory.length;
      const found = scanner.scan(memory.subarray(0, length), isLast);
      bytes += length;
      if (found === "binary") return { path, findings, bytes, isBinary: true };
      findings.push(...found);
    }
    return { path: scanner.shownPath(), findings, bytes, isBinary: false };
  } catch (error) {
    return { path: scanner.shownPath(), findings, bytes, isBinary: false, unread: unreadReason(error) };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Reads until the memory is full or the file ends: one read may give less than there is. */
function fill(descriptor: number, memory: Buffer): number {
  let length = 0;
  while (length < memory.length) {
    const count = readSync(descriptor, memory, length, memory.length - length, null);
    if (count === 0) break;
    length += count;
  }
  return length;
}
