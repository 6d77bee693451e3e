import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Transcript } from "./transcript.ts";
import type { World } from "./world.ts";

/** What a command left behind. */
export interface Ended {
  readonly code: number;
  /** What it printed, data and talk as they came. */
  readonly output: string;
  /** The data alone: standard output. */
  readonly data: string;
}

/** How {@link commands} run one. */
export interface CommandOptions {
  /** Where it runs. Absence: the folder of the drill. */
  readonly directory?: string;
  /** How it has to end; anything else is an error. */
  readonly expect: number;
  /** Name of a file in the folder of the drill that gets the output. Absence: it is shown. */
  readonly into?: string;
}

/** Runs the commands of the runbook, as they are published. */
export interface Commands {
  /** `words`: as one would type them behind `mailjet-secrets`; no blanks inside of one. */
  run(words: string, options: CommandOptions): Promise<Ended>;
  git(...words: readonly string[]): Promise<string>;
  /** Runs the attacker with the file that was committed. Resolves with what it says. */
  attack(word?: string): Promise<string>;
}

const LIMIT_MS = 90_000;

/** Creates the {@link Commands}: everything that they print goes into the transcript. */
export function commands(world: World, transcript: Transcript): Commands {
  const main = commandFile();
  return {
    async run(words, { directory = world.folder, expect, into }) {
      const ended = await ending([main, ...words.split(" ")], world.environment, directory);
      if (into === undefined) transcript.command(`mailjet-secrets ${words}`, ended.output.trimEnd(), ended.code);
      else {
        await writeFile(join(world.folder, into), ended.data, { mode: 0o600 });
        transcript.command(`mailjet-secrets ${words} > ${into}`, "", ended.code);
      }
      if (ended.code === expect) return ended;
      throw new Error(`This command was to end with exit code ${expect}.`);
    },
    async git(...words) {
      const { PATH = "" } = process.env;
      const names = { GIT_AUTHOR_NAME: "Ann", GIT_COMMITTER_NAME: "Ann" };
      const addresses = { GIT_AUTHOR_EMAIL: "ann@example.com", GIT_COMMITTER_EMAIL: "ann@example.com" };
      // Nothing of the user's own settings counts.
      const env = { PATH, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", ...names, ...addresses };
      return (await promisify(execFile)("git", words, { cwd: world.repository, env })).stdout;
    },
    async attack(word = "first") {
      const script = fileURLToPath(new URL("./attacker.js", import.meta.url));
      const file = join(world.repository, "mailer.js");
      const { output } = await ending([script, file, word], world.environment, world.folder);
      return output.trim();
    },
  };
}

/** The command of the package @mailjet-secrets/cli. */
function commandFile(): string {
  const manifest = fileURLToPath(import.meta.resolve("@mailjet-secrets/cli/package.json"));
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  return join(dirname(manifest), bin["mailjet-secrets"]);
}

async function ending(words: readonly string[], env: NodeJS.ProcessEnv, cwd: string): Promise<Ended> {
  const child = spawn(process.execPath, words, { env, cwd, stdio: ["ignore", "pipe", "pipe"], timeout: LIMIT_MS });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (piece: string) => {
      output += piece;
    });
  }
  const data = text(child.stdout);
  const [code] = (await once(child, "close")) as [number | null];
  return { code: code ?? -1, output, data: await data };
}
