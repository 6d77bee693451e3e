import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A directory that is removed with the test. */
export interface Scratch {
  readonly path: string;
  /** Writes a file, or replaces it, and gives its path. */
  write(name: string, text: string): string;
}

export function scratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), "vault-test-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      writeFileSync(file, text);
      return file;
    },
  };
}
