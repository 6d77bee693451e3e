import { readdirSync } from "node:fs";
import { join } from "node:path";
import { startVitest } from "vitest/node";
import { type LiveStore, liveStores } from "./live-stores.ts";

/**
 * Runs the tests against live servers: those that environment variables name, otherwise ones that it installs and starts.
 * Returns the exit code: 1 if a test failed, or if `LIVE_REQUIRED` is 1 and a server could not be made.
 */
export async function main(root: string): Promise<number> {
  const folder = join(root, "test/live");
  const stops: (() => Promise<void>)[] = [];
  const available: string[] = [];
  const missing: string[] = [];
  let failed = false;
  for (const store of liveStores(folder, join(root, "node_modules/.cache/live"))) {
    try {
      const { description, stop } = await provide(store);
      say(`${store.name}: ${description}`);
      available.push(store.name);
      stops.push(stop);
      for (const { variable, what } of store.more ?? []) {
        if (!process.env[variable]) missing.push(`${store.name} ${what} (${variable} is not set)`);
      }
    } catch (error) {
      missing.push(`${store.title ?? store.name} (${(error as Error).message})`);
      failed ||= store.make !== undefined && process.env["LIVE_REQUIRED"] === "1";
    }
  }
  try {
    const files = testFiles(folder, available);
    if (files.length > 0) failed = (await runTests(root, files)) || failed;
  } finally {
    await Promise.all(stops.map((stop) => stop()));
  }
  say(`not run: ${missing.join("; ") || "nothing"}`);
  return failed ? 1 : 0;
}

/** Makes the store, if no variable names one. */
async function provide({ variable, make }: LiveStore): Promise<{ description: string; stop: () => Promise<void> }> {
  if (process.env[variable]) return { description: `as ${variable} says`, stop: async () => {} };
  if (make === undefined) throw new Error(`${variable} is not set`);
  const { env, stop = async () => {} } = await make();
  Object.assign(process.env, env);
  return { description: Object.values(env)[0] ?? "", stop };
}

/** The files whose names begin with one of those words. */
function testFiles(folder: string, names: readonly string[]): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".test.ts"));
  return files.filter((file) => names.includes(file.split(/[.-]/)[0] ?? "")).map((file) => `test/live/${file}`);
}

/** Runs the files. Returns whether something failed. */
async function runTests(root: string, include: string[]): Promise<boolean> {
  const conditions = ["@mailjet-secrets/source", "module", "node", "development|production"];
  const vitest = await startVitest(
    "test",
    [],
    { root, config: false, watch: false, include, testTimeout: 60_000, hookTimeout: 60_000 },
    {
      resolve: { conditions },
      // Not "module": Node.js does not know it, and the AWS SDK has files under it that only a bundler can load.
      ssr: { resolve: { conditions: conditions.filter((condition) => condition !== "module") } },
      test: { reporters: ["default", "./test/support/summary-reporter.ts"] },
    },
  );
  const failed =
    vitest.state.getCountOfFailedTests() > 0 || vitest.state.getUnhandledErrors().length > 0 || process.exitCode === 1;
  await vitest.close();
  return failed;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
