import type { SingleBar } from "cli-progress";
import type { Surroundings } from "../surroundings.ts";

/** Shows how far a scan is. */
export interface Progress {
  update(files: number, bytes: number): Promise<void>;
  /** Takes it away, until the next update: something else is to be written. */
  clear(): void;
}

const LONG_WORK_MS = 500;
const BYTES_PER_MB = 1_000_000;

export interface ProgressOptions {
  /** Finds out how many files there are. Absent: they are only counted. */
  readonly count?: (() => number) | undefined;
  /** Milliseconds since some moment. @default those of this process */
  readonly now?: () => number;
}

/** A bar on stderr, if that is a terminal, once the work has taken half a second. */
export function createProgress(
  { stderr }: Pick<Surroundings, "stderr">,
  { count, now = () => performance.now() }: ProgressOptions = {},
): Progress {
  const begin = now();
  let bar: SingleBar | undefined;
  let isShown = false;
  let total: number | undefined;

  async function createBar(): Promise<SingleBar> {
    const { default: progress } = await import("cli-progress");
    const counts = "{value} files, {megabytes} MB";
    const format = count === undefined ? counts : `{bar} {percentage}% | ${counts}`;
    // The cursor stays: whoever ends the process by Ctrl-C wants to have it back.
    const options = { format, stream: stderr, clearOnComplete: true, hideCursor: false, linewrap: true };
    return new progress.SingleBar(options, progress.Presets.shades_classic);
  }

  return {
    async update(files, bytes) {
      if (stderr.isTTY !== true || now() - begin < LONG_WORK_MS) return;
      bar ??= await createBar();
      const shown = { megabytes: Math.round(bytes / BYTES_PER_MB) };
      if (isShown) return bar.update(files, shown);
      total ??= count?.() ?? Number.MAX_SAFE_INTEGER;
      bar.start(total, files, shown);
      isShown = true;
    },
    clear() {
      if (isShown) bar?.stop();
      isShown = false;
    },
  };
}
