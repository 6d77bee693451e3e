import type { LiveStore } from "../live-stores.ts";
import { findProgram, requireBuild } from "./find-program.ts";

/** A browser for the pages that the command line writes. `root`: of the repository. */
export function browsers(root: string): readonly LiveStore[] {
  const make = async () => {
    requireBuild(root);
    return { env: { LIVE_BROWSER: chromium() } };
  };
  return [{ name: "browser", title: "usage report in a browser", variable: "LIVE_BROWSER", make }];
}

function chromium(): string {
  try {
    return findProgram("chromium", "chromium-browser", "google-chrome");
  } catch {
    throw new Error("no Chromium found");
  }
}
