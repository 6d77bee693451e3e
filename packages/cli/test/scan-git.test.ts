import { spawnSync } from "node:child_process";
import { chmodSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import {
  addFiles,
  commitAll,
  ENV_FILE,
  FINGERPRINT,
  git,
  gitEnvironment,
  KEYS,
  MAIN,
  runScan,
  scanFolder,
  scanRepository,
} from "./support/scan-folder.ts";

const FOUND = `key-pair ${FINGERPRINT}`;
const FORMS = canaryForms(KEYS.apiKey, KEYS.apiSecret);

/** A new repository whose pre-commit hook is `scan --staged`, as the help of the command has it. */
function repositoryWithHook(): string {
  const folder = scanRepository({ "readme.md": "first\n" });
  const hook = join(folder, ".git/hooks/pre-commit");
  writeFileSync(hook, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' scan --staged\n`);
  chmodSync(hook, 0o755);
  return folder;
}

function tryToCommit(folder: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("git", ["commit", "-m", "add", ...words], {
    cwd: folder,
    env: gitEnvironment(),
    encoding: "utf8",
  });
  return { status, output: stdout + stderr };
}

describe("scan --history", () => {
  it("finds a key that was committed and then removed, with the commit that introduced it", async () => {
    const folder = scanRepository({ "src/a.js": "a\n" });
    addFiles(folder, { "src/mail settings.env": ENV_FILE });
    const commit = commitAll(folder, "add");
    git(folder, "rm", "-q", "src/mail settings.env");
    commitAll(folder, "remove");
    expect(await runScan(folder)).toMatchObject({ code: 0, stdout: "" });
    const { code, stdout } = await runScan(folder, ["--history"]);
    expect([code, stdout]).toEqual([1, `src/mail settings.env:1:18 ${FOUND} commit ${commit}\n`]);
  });

  it("looks at all branches and tags, and at each content once", async () => {
    const folder = scanRepository({ a: "a" });
    git(folder, "checkout", "-q", "-b", "side");
    addFiles(folder, { "side.env": ENV_FILE });
    const commit = commitAll(folder, "side");
    addFiles(folder, { "copy.env": ENV_FILE });
    commitAll(folder, "the same content elsewhere");
    git(folder, "checkout", "-q", "main");
    addFiles(folder, { "tagged.env": `\n${ENV_FILE}` });
    const tagged = commitAll(folder, "tagged");
    git(folder, "tag", "-a", "-m", "kept", "v1");
    git(folder, "reset", "-q", "--hard", "HEAD~1");
    const { stdout } = await runScan(folder, ["--history"]);
    const lines = [`side.env:1:18 ${FOUND} commit ${commit}`, `tagged.env:2:18 ${FOUND} commit ${tagged}`];
    expect(stdout.trimEnd().split("\n").sort()).toEqual(lines);
  });

  it("works in a bare repository, and in one without a commit", async () => {
    const bare = scanFolder();
    git(bare, "clone", "-q", "--bare", scanRepository({ ".env": ENV_FILE }), ".");
    expect(await runScan(bare, ["--history"])).toMatchObject({ code: 1 });
    const empty = scanFolder();
    git(empty, "init", "-q");
    expect(await runScan(empty, ["--history"])).toMatchObject({ code: 0, stdout: "" });
  });

  it("reads hundreds of versions, and binary and huge ones among them", async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`folder/${at}`, `${at}\n`]));
    const huge = `${"x\n".repeat(2_200_000)}${ENV_FILE}`;
    const folder = scanRepository({ ...files, "b.bin": Buffer.alloc(5_000_000), "c.txt": huge, "z.env": ENV_FILE });
    const { stdout, stderr } = await runScan(folder, ["--history"]);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual(["c.txt:2200001:18", "z.env:1:18", ""]);
    expect(stderr).toContain("found in 302 files");
    expect(stderr).toContain("Passed over: 1 binary file.");
  });

  it("G09 a shallow clone is not the whole history, which is said and ends with 2", async () => {
    const origin = scanRepository({ ".env": ENV_FILE });
    git(origin, "rm", "-q", ".env");
    commitAll(origin, "second");
    const folder = scanFolder();
    git(folder, "clone", "-q", "--depth", "1", `file://${origin}`, ".");
    expect(await runScan(folder, ["--history"])).toMatchObject({ code: 2, stderr: expect.stringContaining("shallow") });
  });

  it.each([
    ["is gone", (file: string) => rmSync(file)],
    ["is garbage", (file: string) => writeFileSync(file, "garbage")],
    ["ends too early", (file: string, content: Buffer) => writeFileSync(file, content.subarray(0, content.length / 2))],
  ])("G09 an object that %s is a warning, and the rest is scanned", async (_, damage) => {
    // Of such a length that half of it is not all there is to read.
    const long = Array.from({ length: 20_000 }, (_, at) => (at * 7_919).toString(36)).join("\n");
    const folder = scanRepository({ "a.txt": long, "b.env": ENV_FILE, "c.txt": "c" });
    const id = git(folder, "rev-parse", "HEAD:a.txt").trim();
    const file = join(folder, ".git/objects", id.slice(0, 2), id.slice(2));
    const content = Buffer.from(spawnSync("cat", [file]).stdout);
    chmodSync(file, 0o644);
    damage(file, content);
    const { code, stdout, stderr } = await runScan(folder, ["--history"]);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^b\.env:1:18 .*\n$/)]);
    expect(stderr).toMatch(/Could not read (a\.txt: git cannot read this object|\.: git misses the object)/);
    expect(stderr).toContain("1 could not be read");
  });

  it("G09 a broken repository, and none at all, end with 2", async () => {
    const folder = scanRepository({ a: "a" });
    const objects = join(folder, ".git/objects");
    for (const name of readdirSync(objects)) rmSync(join(objects, name), { recursive: true });
    expect(await runScan(folder, ["--history"])).toMatchObject({ code: 2, stdout: "" });
    for (const flag of ["--history", "--staged"]) {
      const { code, stderr } = await runScan(scanFolder(), [flag]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(/^Could not read \.: git: not a git repository/)]);
    }
  });

  it("says so if git is not installed", async () => {
    const environment = { PATH: scanFolder() };
    const { code, stderr } = await runScan(scanRepository(), ["--history"], { environment });
    expect([code, stderr]).toEqual([2, expect.stringContaining("git is not installed")]);
  });
});

describe("scan --staged", () => {
  it("blocks the commit that adds a key, as a pre-commit hook, and shows nothing of it", () => {
    const folder = repositoryWithHook();
    addFiles(folder, { ".env": ENV_FILE });
    git(folder, "add", ".env");
    const { status, output } = tryToCommit(folder);
    expect(status).toBe(1);
    expect(output).toContain(`.env:1:18 ${FOUND}\n`);
    expect(findCanary(output, FORMS)).toBeUndefined();
    expect(git(folder, "log", "--oneline").trim().split("\n")).toHaveLength(1);
  });

  it("lets a clean commit pass, and sees what `commit --all` takes along", () => {
    const folder = repositoryWithHook();
    addFiles(folder, { "readme.md": "second\n" });
    expect(tryToCommit(folder, "--all").status).toBe(0);
    addFiles(folder, { "readme.md": ENV_FILE });
    expect(tryToCommit(folder, "--all").status).toBe(1);
  });

  it("reads what is in the index, whatever the file holds now", async () => {
    const folder = scanRepository({ "a.env": "a", "b.env": "b" });
    addFiles(folder, { "a.env": ENV_FILE });
    git(folder, "add", "a.env");
    addFiles(folder, { "a.env": "removed again", "b.env": ENV_FILE });
    expect(await runScan(folder, ["--staged"])).toMatchObject({ code: 1, stdout: `a.env:1:18 ${FOUND}\n` });
  });

  it("looks at changed files only, not at removed ones, and works before the first commit", async () => {
    const folder = scanRepository({ "old.env": ENV_FILE, "gone.env": ENV_FILE });
    git(folder, "rm", "-q", "gone.env");
    expect(await runScan(folder, ["--staged"])).toMatchObject({ code: 0, stdout: "" });
    const first = scanFolder({ "ä/new.env": ENV_FILE });
    git(first, "init", "-q");
    git(first, "add", ".");
    expect(await runScan(first, ["--staged"])).toMatchObject({ code: 1, stdout: `ä/new.env:1:18 ${FOUND}\n` });
  });

  it("looks at the given paths only", async () => {
    const folder = scanRepository();
    addFiles(folder, { "a.env": ENV_FILE, "b.env": ENV_FILE });
    git(folder, "add", ".");
    expect((await runScan(folder, ["--staged", "b.env"])).stdout).toBe(`b.env:1:18 ${FOUND}\n`);
  });
});
