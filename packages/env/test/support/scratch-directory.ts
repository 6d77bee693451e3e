import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";

/** A directory of its own for a test. */
export interface ScratchDirectory {
  readonly path: string;
  /** Writes a file and returns its path. */
  write(name: string, content: string | Uint8Array): string;
}

const created: string[] = [];
const home = process.cwd();

/** Creates a {@link ScratchDirectory}, and goes there if asked. Both end with the test. */
export function scratchDirectory(options: { readonly enter?: boolean } = {}): ScratchDirectory {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "mailjet-secrets-env-")));
  created.push(path);
  if (options.enter === true) process.chdir(path);
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      return file;
    },
  };
}

afterEach(() => {
  process.chdir(home);
  for (const path of created.splice(0)) rmSync(path, { recursive: true });
});
