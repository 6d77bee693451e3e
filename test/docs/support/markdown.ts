import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A block of code in a Markdown file. */
export interface Block {
  /** File and line. */
  readonly name: string;
  readonly language: string;
  readonly code: string;
}

export const root: string = join(import.meta.dirname, "../../..");

const BLOCK = /^```(\w*)\n(.*?)^```$/gms;

/** The documentation that people write, by path from the root. What is made by a tool is not in it. */
export function documents(): string[] {
  const inFolder = (folder: string): string[] =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name));
  const readmes = ["packages", "examples"].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/README.md`),
  );
  return [...inFolder("."), ...inFolder("docs"), ...readmes].filter((file) => existsSync(join(root, file)));
}

/** The blocks of a file, in their order. */
export function blocksOf(file: string): Block[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(BLOCK)].map(({ 1: language = "", 2: code = "", index }) => ({
    name: `${file}:${text.slice(0, index).split("\n").length}`,
    language,
    code,
  }));
}
