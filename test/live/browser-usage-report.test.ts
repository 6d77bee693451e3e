import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { misuse, runUsage, usageScene } from "../../packages/cli/test/support/usage-scene.ts";
import { needed } from "./support/needed.ts";
import { openInBrowser } from "./support/open-in-browser.ts";

const canvases = (dom: string): number[][] =>
  [...dom.matchAll(/<canvas width="(\d+)" height="(\d+)"/g)].map(([, width, height]) => [
    Number(width),
    Number(height),
  ]);

describe("the page of usage in a browser", () => {
  it.each([
    ["wide", 1_280, 600],
    ["narrow", 500, 300],
  ])("draws its charts, asks the network for nothing, and leaves the console empty: %s", async (_, width, least) => {
    const scene = await usageScene();
    misuse(scene);
    for (const since of ["7d", "30d"]) {
      const { code, stderr } = await runUsage(scene, ["--since", since, "--html", "report.html"]);
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(/^The page was written to report\.html\. \d+ things look odd\.\n$/),
      ]);
      const page = await openInBrowser(needed("LIVE_BROWSER"), join(scene.directory, "report.html"), width);
      const sizes = canvases(page.dom);
      expect(sizes).toHaveLength(2);
      for (const [drawn = 0, height = 0] of sizes) {
        expect(drawn).toBeGreaterThan(least);
        expect(drawn).toBeLessThan(width);
        expect(height).toBeGreaterThan(200);
      }
      expect(page.dom.match(/class="u-label"/g)?.length).toBeGreaterThanOrEqual(6);
      expect([page.console, page.requested]).toEqual([[], []]);
    }
  });

  it("is looked at in a way that shows errors and requests, if there are any", async () => {
    const { directory } = await usageScene();
    const file = join(directory, "other.html");
    await writeFile(
      file,
      '<!doctype html><img src="http://image.example/a.png"><script>throw new Error("seen")</script>',
    );
    const page = await openInBrowser(needed("LIVE_BROWSER"), file, 800);
    expect(page.console).toEqual([expect.stringContaining("Error: seen")]);
    expect(page.requested).toEqual(["http://image.example/a.png"]);
  });
});
