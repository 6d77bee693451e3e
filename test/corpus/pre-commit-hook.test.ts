import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../support/canary.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const PUBLIC = "3f9c1d7be2a84605b1c7d9e0f2a4b6c8";
const PRIVATE = "c45e90ab7d1f4e268a3b5c7d9e1f2a40";
const definition = readFileSync(join(root, ".pre-commit-hooks.yaml"), "utf8");
const entry = /^ {2}entry: (.+)$/m.exec(definition)?.[1] ?? "";

let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "hook-"));
  await run("git", ["init", "-q"], { cwd: project });
  // As npm installs the command line in a project.
  await mkdir(join(project, "node_modules/.bin"), { recursive: true });
  await symlink(join(root, "packages/cli/dist/main.js"), join(project, "node_modules/.bin/mailjet-secrets"));
  await writeFile(join(project, ".gitignore"), "node_modules\n");
  // Git's own hook in place of pre-commit: it runs the same command in the same place.
  const hook = join(project, ".git/hooks/pre-commit");
  await writeFile(hook, `#!/bin/sh\nexec ${entry}\n`);
  await chmod(hook, 0o755);
});
afterEach(() => rm(project, { recursive: true }));

async function commit(text: string): Promise<{ done: boolean; output: string }> {
  await writeFile(join(project, "settings.py"), text);
  await run("git", ["add", "-A"], { cwd: project });
  const who = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
  return run("git", [...who, "commit", "-m", "x"], { cwd: project }).then(
    ({ stdout, stderr }) => ({ done: true, output: stdout + stderr }),
    ({ stdout, stderr }: { stdout: string; stderr: string }) => ({ done: false, output: stdout + stderr }),
  );
}

describe("the hook for pre-commit", () => {
  it("is defined once, and runs the scan of what is staged without file names", () => {
    expect(definition.match(/^- id: .*/gm)).toEqual(["- id: mailjet-secrets"]);
    expect(entry).toContain("mailjet-secrets scan --staged");
    expect(definition).toContain("pass_filenames: false");
  });

  it("lets a commit without keys pass", async () => {
    expect(await commit('KEY = os.environ["MJ_APIKEY_PUBLIC"]\n')).toMatchObject({ done: true });
  });

  it("stops a commit with keys, and says where and not what", async () => {
    const { done, output } = await commit(`\nMJ_APIKEY_PUBLIC = "${PUBLIC}"\nMJ_APIKEY_PRIVATE = "${PRIVATE}"\n`);
    expect(done).toBe(false);
    expect(output).toContain("settings.py:2");
    expect(findCanary(output, canaryForms(PUBLIC, PRIVATE))).toBeUndefined();
  });
});
