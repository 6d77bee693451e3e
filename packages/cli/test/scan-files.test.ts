import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFileScanner } from "../src/scan/scan-file.ts";
import { addFiles, ENV_FILE, FINGERPRINT, git, runScan, scanFolder, scanRepository } from "./support/scan-folder.ts";

const FOUND = `key-pair ${FINGERPRINT}`;
const MEBIBYTE = 2 ** 20;

describe("scan and encodings", () => {
  const text = `# Schlüssel für Mailjet\r\n"é" ${ENV_FILE}`;
  const utf32 = (words: string): Buffer =>
    Buffer.from(Uint32Array.from([...words], (character) => character.codePointAt(0) ?? 0).buffer);
  const bigEndian = (words: string): Buffer => Buffer.from(words, "utf16le").swap16();

  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16 LE", Buffer.from(`\uFEFF${text}`, "utf16le")],
    ["UTF-16 BE", bigEndian(`\uFEFF${text}`)],
    ["UTF-16 LE without a byte order mark", Buffer.from(text, "utf16le")],
    ["UTF-16 BE without a byte order mark", bigEndian(text)],
    ["UTF-32 LE", utf32(`\uFEFF${text}`)],
    ["UTF-32 BE", utf32(`\uFEFF${text}`).swap32()],
    ["Latin-1", Buffer.from(text, "latin1")],
  ])("finds a key in %s, at the column that an editor shows", async (_, bytes) => {
    expect(await runScan(scanFolder({ ".env": bytes }))).toMatchObject({ code: 1, stdout: `.env:2:22 ${FOUND}\n` });
  });

  it("reads characters beyond 16 bits in UTF-32, and what is none, and counts columns as editors do", async () => {
    const bytes = Buffer.concat([utf32(`\uFEFF🔑 `), Buffer.of(0xff, 0xff, 0xff, 0x7f), utf32(ENV_FILE), Buffer.of(1)]);
    const { stdout } = await runScan(scanFolder({ ".env": bytes }));
    expect(stdout).toBe(`.env:1:22 ${FOUND}\n`);
  });

  it.each([
    ["numbers of 16 bits", Buffer.from(Uint16Array.from({ length: 200 }, (_, at) => at).buffer)],
    ["a NUL in the middle of a text", Buffer.from(`${ENV_FILE}\0${ENV_FILE}`)],
    ["NULs only", Buffer.alloc(100)],
    ["one NUL", Buffer.alloc(1)],
  ])("takes %s for binary", async (_, bytes) => {
    const { stderr } = await runScan(scanFolder({ "a.bin": bytes }));
    expect(stderr).toContain("Passed over: 1 binary file.");
  });

  it("a byte order mark is no column", async () => {
    const { stdout } = await runScan(scanFolder({ ".env": `\uFEFF${ENV_FILE}` }));
    expect(stdout).toBe(`.env:1:18 ${FOUND}\n`);
  });
});

describe("scan and files that are no plain text", () => {
  it("passes over binary files, and says so", async () => {
    const { code, stderr } = await runScan(scanFolder({ "a.bin": `\0${ENV_FILE}`, "b.txt": "b" }));
    expect([code, stderr]).toEqual([0, "No Mailjet key found in 1 file.\nPassed over: 1 binary file.\n"]);
  });

  it("finds keys in a huge file, also where two pieces meet, at the right line and column", async () => {
    const line = `${"é".repeat(39)}\r\n`;
    const filler = line.repeat(Math.ceil((4 * MEBIBYTE - 12_000) / Buffer.byteLength(line)));
    const lines = filler.split("\r\n").length - 1;
    const { stdout } = await runScan(scanFolder({ a: `${filler}${ENV_FILE}${filler}${filler}\né ${ENV_FILE}` }));
    const last = lines * 3 + 2 + 1 + 1;
    expect(stdout).toBe(`a:${lines + 1}:18 ${FOUND}\na:${last}:20 ${FOUND}\n`);
  });

  it("finds each key once, wherever in a huge line it is", async () => {
    const pair = ENV_FILE.replaceAll("\n", " ");
    const before = [4 * MEBIBYTE - 90, 4 * MEBIBYTE - 20_000, 4 * MEBIBYTE - 16_384, 4 * MEBIBYTE - 32_768];
    const files = before.map((length) => [String(length), `${" ".repeat(length)}${pair}${" ".repeat(5 * MEBIBYTE)}`]);
    const { stdout } = await runScan(scanFolder(Object.fromEntries(files)));
    expect(stdout.trimEnd().split("\n").sort()).toEqual(
      before.map((length) => `${length}:1:${length + 18} ${FOUND}`).sort(),
    );
  });

  it("does not wait for a pipe that nobody writes to", async () => {
    const folder = scanFolder({ ".env": ENV_FILE });
    execFileSync("mkfifo", [join(folder, "pipe")]);
    expect(await runScan(folder)).toMatchObject({ code: 1, stdout: `.env:1:18 ${FOUND}\n` });
    expect(await runScan(folder, ["pipe"])).toMatchObject({ code: 2 });
  });
});

describe("scan and what it cannot read", () => {
  it("G09 a file and a folder without the right to read them are warnings and exit code 2, and the rest is scanned", async () => {
    const folder = scanFolder({ secret: ENV_FILE, "closed/a": "a", "z.txt": "z" });
    chmodSync(join(folder, "secret"), 0o000);
    chmodSync(join(folder, "closed"), 0o000);
    const { code, stdout, stderr } = await runScan(folder, [], { isUnprivileged: true });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(
      "Could not read closed: no permission (EACCES)\nCould not read secret: no permission (EACCES)\n",
    );
    expect(stderr).toContain("2 could not be read, so this is not known to be clean.");
  });

  it("G09 a path that does not exist, a broken link and a link to itself end with 2", async () => {
    const folder = scanFolder({ "a.txt": "a" });
    symlinkSync("nowhere", join(folder, "broken"));
    symlinkSync("loop", join(folder, "loop"));
    const { code, stderr } = await runScan(folder, [".", "absent"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /broken: does not exist.*\n.*loop: a link that leads to itself \(ELOOP\)\n.*absent: does not exist/,
    );
  });

  it("G09 a key that was found counts for more than what was not read", async () => {
    const folder = scanFolder({ ".env": ENV_FILE });
    expect(await runScan(folder, [".", "absent"])).toMatchObject({ code: 1, stdout: `.env:1:18 ${FOUND}\n` });
  });

  it("a value that is given in place of a path is not repeated", async () => {
    const words = ENV_FILE.split("\n").flatMap((line) => line.split("=").slice(1));
    expect(await runScan(scanFolder(), words)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("[redacted]"),
    });
  });

  it("a file that vanishes between the walk and the reading is said to be unread", () => {
    const folder = scanFolder({ a: ENV_FILE, b: ENV_FILE });
    rmSync(join(folder, "a"));
    const files = ["a", "b"].map((path) => ({ path, file: join(folder, path) }));
    const { items } = createFileScanner({ withKeys: false })(files);
    expect(items).toMatchObject([{ path: "a", unread: expect.stringContaining("ENOENT") }, { path: "b" }]);
    expect(items[1]?.findings).toHaveLength(1);
  });

  it("does not follow links to folders, so that loops end, and reads a linked file once", async () => {
    const outside = scanFolder({ "linked.env": ENV_FILE });
    const folder = scanFolder({ "a/.env": ENV_FILE });
    symlinkSync("..", join(folder, "a/up"));
    symlinkSync("a/.env", join(folder, "inside"));
    symlinkSync(join(outside, "linked.env"), join(folder, "outside"));
    const { code, stdout } = await runScan(folder);
    expect([code, stdout]).toEqual([1, `a/.env:1:18 ${FOUND}\noutside:1:18 ${FOUND}\n`]);
  });
});

describe("scan and .gitignore", () => {
  it("leaves out what the rules of a folder and of those above it name, and says how many", async () => {
    const folder = scanRepository();
    addFiles(folder, {
      ".gitignore": "*.local\n/build/\n",
      "a/.gitignore": "!kept.local\nnot-*\n",
      "a/kept.local": ENV_FILE,
      "a/left.local": ENV_FILE,
      "a/not-this": ENV_FILE,
      "build/out": ENV_FILE,
      "a/build/out": ENV_FILE,
    });
    const { stdout, stderr } = await runScan(folder);
    expect(stdout.split("\n").map((line) => line.split(":")[0])).toEqual(["a/build/out", "a/kept.local", ""]);
    expect(stderr).toContain("3 that .gitignore names");
    expect((await runScan(join(folder, "a"))).stdout).toBe(stdout.replaceAll("a/", ""));
  });

  it("never leaves out what git tracks, in node_modules neither", async () => {
    const names = ["ignored/a.env", "ignored.env", "node_modules/a/.env"];
    const folder = scanRepository(Object.fromEntries(names.map((name) => [name, ENV_FILE])));
    addFiles(folder, { ".gitignore": "ignored*\n", "ignored/b.env": ENV_FILE, "node_modules/b/.env": ENV_FILE });
    const { stdout } = await runScan(folder);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(":")[0])
        .sort(),
    ).toEqual(names.sort());
  });

  it("a path that is given is never left out", async () => {
    const folder = scanRepository();
    addFiles(folder, { ".gitignore": ".env\nbuild\n", ".env": ENV_FILE, "build/a.env": ENV_FILE });
    expect((await runScan(folder, [".env", "build"])).stdout.split("\n")).toHaveLength(3);
    expect(await runScan(folder)).toMatchObject({ code: 0 });
  });

  it("a repository within another one has rules of its own", async () => {
    const folder = scanRepository();
    addFiles(folder, { ".gitignore": "*.env\n", "inner/a.env": ENV_FILE });
    git(join(folder, "inner"), "init", "-q");
    expect(await runScan(folder)).toMatchObject({ stdout: `inner/a.env:1:18 ${FOUND}\n` });
  });

  it("says that it does not know which ignored files are tracked if git does not answer", async () => {
    const folder = scanFolder({ ".gitignore": "*.env\n", "a.env": ENV_FILE, "b.txt": ENV_FILE });
    mkdirSync(join(folder, ".git"));
    const { code, stderr } = await runScan(folder, ["--json"]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/which of the left out files git tracks is not known: git: /),
    ]);
  });
});
