import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PAGE_SCRIPT } from "./page-script.ts";
import { PAGE_STYLE } from "./page-style.ts";

/** Script and style that go into the page, whole: it loads nothing. */
export interface PageAssets {
  readonly script: string;
  readonly style: string;
  /** The only script and style that a browser may run there, as a Content-Security-Policy. */
  readonly policy: string;
}

/** Reads uPlot, and adds what is ours. */
export function pageAssets(): PageAssets {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve("uplot/package.json"));
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  // Its own first comment is an address.
  const library = read("dist/uPlot.iife.min.js").replace(/^\/\*[\s\S]*?\*\/\s*/, "");
  const script = `/*\nuPlot\n\n${read("LICENSE").trim()}\n*/\n${library}\n${PAGE_SCRIPT}`;
  const style = `${read("dist/uPlot.min.css")}\n${PAGE_STYLE}`;
  const policy = `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`;
  return { script, style, policy };
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
