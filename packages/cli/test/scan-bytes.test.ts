import { readFileSync } from "node:fs";
import { join } from "node:path";
import { findMailjetKeys } from "secretlint-rule-mailjet";
import { describe, expect, it } from "vitest";
import { corpusFolder, readCorpus } from "../../../test/corpus/corpus.mjs";
import { mayHoldKeys } from "../src/scan/may-hold-keys.ts";
import { createFileScanner } from "../src/scan/scan-file.ts";
import type { ScanFinding } from "../src/scan/scanned.ts";
import { createTextScanner } from "../src/scan/text-scanner.ts";
import { ENV_FILE, KEYS } from "./support/scan-folder.ts";

describe("the scan of bytes", () => {
  it("finds in every file of the corpus what the finder finds in its text", () => {
    const scan = createFileScanner({ withKeys: false });
    const wrong = readCorpus().filter(({ path, text }) => {
      const file = join(corpusFolder, path);
      const found = scan([{ file, path }]).items.flatMap(({ findings }) => findings);
      const expected = findMailjetKeys(text, { path });
      return JSON.stringify(found.map(placeOf)) !== JSON.stringify(expected.map(placeOf));
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("finds the same when a file of the corpus comes behind a piece of other text", () => {
    const filler = Buffer.from("no such thing\n".repeat(10_000));
    const wrong = readCorpus().filter(({ path }) => {
      const content = readFileSync(join(corpusFolder, path));
      const whole = createTextScanner(path, { withKeys: false }).scan(content, true);
      const scanner = createTextScanner(path, { withKeys: false });
      const pieces = [scanner.scan(filler, false), scanner.scan(content, true)].flat();
      const kinds = (found: typeof pieces) => found.map((each) => (typeof each === "string" ? each : each.kind));
      return JSON.stringify(kinds(pieces)) !== JSON.stringify(kinds([whole].flat()));
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("sees every digit that hexadecimal digits and NULs can become in base64", () => {
    const digits = [..."0123456789abcdef"];
    const seen = new Set(
      digits.flatMap((one) =>
        digits.flatMap((two) =>
          ["\0", ...digits].flatMap((three) => [
            ...Buffer.from(one + two + three).toString("base64"),
            ...Buffer.from(three + one + two).toString("base64"),
          ]),
        ),
      ),
    );
    for (const digit of seen) expect(mayHoldKeys(Buffer.from(digit.repeat(43)))).toBe(true);
  });

  it("does not decode what holds no key", () => {
    const base64 = (value: string): Buffer => Buffer.from(Buffer.from(value).toString("base64"));
    expect(mayHoldKeys(Buffer.from(`${"a".repeat(31)} ${"A".repeat(42)}-${"H".repeat(100)}`))).toBe(false);
    for (const value of [KEYS.apiKey, KEYS.pair, `\0${KEYS.apiKey}\0${KEYS.apiSecret}`]) {
      expect(mayHoldKeys(base64(value))).toBe(true);
    }
    expect(mayHoldKeys(Buffer.from(ENV_FILE))).toBe(true);
    for (const kind of ["kind: Secret", '{"kind":"Secret"}', '{\\"kind\\": \\"Secret\\"}']) {
      expect(mayHoldKeys(Buffer.from(`# Secret\n${kind}\n`))).toBe(true);
    }
    expect(mayHoldKeys(Buffer.from("Secret kind: ClientSecret"))).toBe(false);
  });
});

function placeOf({ kind, line, column, length, fingerprint }: ScanFinding) {
  return { kind, line, column, length, fingerprint };
}
