import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A code block of a README that makes or uses a client. */
export interface ReadmeSample {
  /** The nearest heading above it, without formatting. */
  readonly heading: string;
  /** First 8 hexadecimal digits of the SHA-256 of its text, blanks folded. */
  readonly hash: string;
  readonly code: string;
}

const BLOCK_OR_HEADING = /^```\w*\n(?<code>.*?)^```$|^#+ +(?<heading>[^\n]*)$/gms;
const CALL =
  /\.(get|post|put|delete|METHOD|request|id|action|apiConnect|smsConnect)\(|new (Mailjet(\.Client)?|Client)\(/;

/** All samples of the README that the installed package ships, in their order. */
export async function readmeSamples(packageName: string): Promise<ReadmeSample[]> {
  const folder = dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`));
  const text = await readFile(join(folder, "README.md"), "utf8");
  const samples: ReadmeSample[] = [];
  let heading = "";
  for (const { groups = {} } of text.matchAll(BLOCK_OR_HEADING)) {
    heading = groups["heading"]?.replace(/[`*_]/g, "").trim() ?? heading;
    const { code } = groups;
    if (code !== undefined && CALL.test(code)) samples.push({ heading, hash: hashOf(code), code });
  }
  return samples;
}

function hashOf(code: string): string {
  return createHash("sha256").update(code.replace(/\s+/g, " ").trim()).digest("hex").slice(0, 8);
}
