import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { documents, root } from "./support/markdown.ts";

const LINK = /\]\((?!https?:|mailto:)([^)\s]*)\)/g;

/** The anchors of a page's headings, as GitHub makes them. */
function anchors(file: string): string[] {
  const headings = readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** What is wrong with the relative links of a page. */
function brokenLinks(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(LINK)].flatMap(([, target = ""]) => {
    const [path = "", anchor] = target.split("#");
    const found = path === "" ? join(root, file) : join(root, dirname(file), path);
    if (!existsSync(found)) return [`${target}: no such file`];
    return anchor === undefined || anchors(found).includes(anchor) ? [] : [`${target}: no such heading`];
  });
}

describe("links of the documentation", () => {
  it.each(documents())("lead somewhere: %s", (file) => {
    expect(brokenLinks(file)).toEqual([]);
  });

  it("are found: the main README leads to every page in docs", () => {
    const targets = [...readFileSync(join(root, "README.md"), "utf8").matchAll(LINK)].map(([, target]) => target);
    const pages = documents().filter((file) => file.startsWith("docs/"));
    expect(pages.length).toBeGreaterThan(10);
    expect(targets).toEqual(expect.arrayContaining(pages));
  });
});
