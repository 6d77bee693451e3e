import { describe, expect, it } from "vitest";
import {
  addFiles,
  ENV_FILE,
  FINGERPRINT,
  KEYS,
  keysFor,
  runScan,
  scanFolder,
  scanRepository,
} from "./support/scan-folder.ts";

const OTHER = keysFor("another");
const base64 = (text: string): string => Buffer.from(text).toString("base64");

describe("scan", () => {
  it("prints path, line, column, kind and fingerprint of a key, and what to do", async () => {
    const folder = scanFolder({ "config/mail.env": `# mail\n${ENV_FILE}`, "readme.md": "Nothing here.\n" });
    const { code, stdout, stderr } = await runScan(folder);
    expect(stdout).toBe(`config/mail.env:2:18 key-pair ${FINGERPRINT}\n`);
    expect(stderr).toMatch(/^1 Mailjet key found in 2 files\. Reset each at Mailjet/);
    expect(code).toBe(1);
  });

  it("ends with 0 and one line on stderr when there is no key", async () => {
    const { code, stdout, stderr } = await runScan(scanFolder({ "a.txt": "mailjet\n" }));
    expect([code, stdout, stderr]).toEqual([0, "", "No Mailjet key found in 1 file.\n"]);
  });

  it("scans the files and folders that are named, and no others", async () => {
    const folder = scanFolder({ "a/.env": ENV_FILE, "b/.env": ENV_FILE, "c.env": ENV_FILE });
    const { stdout } = await runScan(folder, ["b", "c.env"]);
    expect(stdout).toBe(`b/.env:1:18 key-pair ${FINGERPRINT}\nc.env:1:18 key-pair ${FINGERPRINT}\n`);
  });

  it("gives the findings of many files in the order of their names, whichever thread is done first", async () => {
    const names = Array.from({ length: 1_500 }, (_, at) => `${String(at).padStart(4, "0")}.env`);
    const folder = scanFolder(Object.fromEntries(names.map((name, at) => [name, at % 10 === 0 ? ENV_FILE : "x\n"])));
    const { code, stdout } = await runScan(folder);
    const found = stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(":")[0]);
    expect([code, found]).toEqual([1, names.filter((_, at) => at % 10 === 0)]);
  });

  it("looks into whole files in the base64 of a Kubernetes Secret, and names the line of the file", async () => {
    const text = (end: string) => base64(`A=1${end}${ENV_FILE.replaceAll("\n", end)}`).replace(/.{20}/g, "$&\n    ");
    const folder = scanFolder({
      "one.yaml": `kind: Secret\ndata:\n  .env: ${base64(ENV_FILE)}\n`,
      // Not one row of digits is as long as a key.
      "two.yaml": `kind: Secret\ndata:\n  a: eA==\n  .env: |\n    ${base64("#".repeat(60)).slice(0, 80)}\n    ${text("\n")}\n`,
    });
    expect(await runScan(folder)).toMatchObject({
      code: 1,
      stdout: `one.yaml:3:3 key-pair ${FINGERPRINT}\ntwo.yaml:4:3 key-pair ${FINGERPRINT}\n`,
    });
  });

  it("leaves out what a comment allows", async () => {
    const folder = scanFolder({
      ".env": `# mailjet-secrets:allow\nMJ_APIKEY_PUBLIC=${KEYS.apiKey} MJ_APIKEY_PRIVATE=${KEYS.apiSecret}\n`,
    });
    expect(await runScan(folder)).toMatchObject({ code: 0, stdout: "" });
  });

  it("does not show a value that is in the name of its file, nor what a terminal obeys", async () => {
    const folder = scanFolder({ [`\u001b[31m${KEYS.apiSecret}.env`]: ENV_FILE });
    expect(await runScan(folder)).toMatchObject({ stdout: `\\u{1b}[31m[redacted].env:1:18 key-pair ${FINGERPRINT}\n` });
  });

  it("refuses flags that exclude each other", async () => {
    const folder = scanFolder();
    const wrong = [
      ["--staged", "--history"],
      ["--json", "--sarif"],
      ["--format", "xml"],
      ["--write-baseline"],
      ["--history", "path"],
    ];
    for (const words of wrong) expect(await runScan(folder, words)).toMatchObject({ code: 64, stdout: "" });
  });
});

describe("scan and real cases", () => {
  it("G01 finds a pair in the base64 of a Basic header, with and without the word mailjet in the file", async () => {
    const header = `Authorization: Basic ${base64(KEYS.pair)}\n`;
    const { stdout } = await runScan(
      scanFolder({ "a.http": `POST https://api.mailjet.com/\n${header}`, "b.http": header }),
    );
    expect(stdout).toBe(`a.http:2:22 basic-auth ${FINGERPRINT}\nb.http:1:22 basic-auth ${FINGERPRINT}\n`);
  });

  it("G02 does not report checksums, UUIDs and etags", async () => {
    const files = {
      "a.js": 'etag: "d41d8cd98f00b204e9800998ecf8427e"',
      "b.js": 'id = "123e4567e89b42d3a456426614174000"',
      "c.js": `const h = md5(x) // ${KEYS.apiKey}`,
    };
    expect(await runScan(scanFolder(files))).toMatchObject({ code: 0, stdout: "" });
  });

  it("G03 does not report a part of a longer number", async () => {
    const line = `mailjet-lib@git+ssh://x#${KEYS.apiKey}01234567\nmailjet ${KEYS.apiKey}${OTHER.apiKey}\n`;
    expect(await runScan(scanFolder({ "yarn.txt": line }))).toMatchObject({ code: 0, stdout: "" });
  });

  it("G04 does not report integrity values of a lock file, but a pair in it", async () => {
    const integrity = `"integrity": "sha512-${base64(KEYS.pair + OTHER.pair).slice(0, 86)}=="`;
    const lock = `{ "node_modules/node-mailjet": {\n  "resolved": "https://x/node-mailjet-${OTHER.apiKey}.tgz",\n  ${integrity} }`;
    const clean = scanFolder({ "package-lock.json": `${lock}\n}\n` });
    expect(await runScan(clean)).toMatchObject({ code: 0, stdout: "" });
    const pasted = `${lock},\n"config": { "MJ_APIKEY_PUBLIC": "${KEYS.apiKey}", "MJ_APIKEY_PRIVATE": "${KEYS.apiSecret}" }\n}`;
    expect(await runScan(scanFolder({ "package-lock.json": pasted }))).toMatchObject({ code: 1 });
  });

  it("G05 does not report placeholders and variables", async () => {
    const lines = [
      'curl --user "$MJ_APIKEY_PUBLIC:$MJ_APIKEY_PRIVATE" https://api.mailjet.com/v3/send',
      "apiConnect('****************************1234', '****************************1234')",
      "MJ_APIKEY_PUBLIC=11111111111111111111111111111111",
      "MJ_APIKEY_PRIVATE=22222222222222222222222222222222",
      "apiConnect(process.env.MJ_APIKEY_PUBLIC, process.env.MJ_APIKEY_PRIVATE)",
    ];
    expect(await runScan(scanFolder({ "a.sh": lines.join("\n") }))).toMatchObject({ code: 0, stdout: "" });
  });

  it("G06 reads hidden files and variants of .env", async () => {
    const names = [".env", ".env.production", ".env.staging", "config/.secrets"];
    const { stdout } = await runScan(scanFolder(Object.fromEntries(names.map((name) => [name, ENV_FILE]))));
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(":")[0]),
    ).toEqual(names);
  });

  it("G11 shows no value, and no line around it, in any format", async () => {
    const folder = scanFolder({
      ".env": `${ENV_FILE}NOTE=the-line-behind\n`,
      "a.http": `Basic ${base64(KEYS.pair)}\n`,
    });
    for (const format of ["text", "json", "sarif"]) {
      // Of values, runScan() itself makes sure.
      const { code, stdout, stderr } = await runScan(folder, ["--format", format]);
      expect(stdout + stderr).not.toMatch(/the-line-behind|MJ_APIKEY/);
      expect([code, stdout]).toEqual([1, expect.stringContaining(FINGERPRINT)]);
    }
  });

  it("G12 leaves out node_modules and .git, and says so; --no-ignore reads them", async () => {
    const folder = scanRepository({ "node_modules/a/.env": ENV_FILE, "a/node_modules/b/.env": ENV_FILE });
    addFiles(folder, { ".gitignore": "node_modules\n" });
    const untracked = scanFolder({ "node_modules/a/.env": ENV_FILE, ".git/note": ENV_FILE });
    const left = await runScan(untracked, ["."]);
    expect(left.stderr).toContain("Left out: 1 × node_modules, 1 × .git; --no-ignore reads them.");
    const all = await runScan(untracked, ["--no-ignore"]);
    expect(all.stdout.split("\n")).toHaveLength(3);
  });

  it("G12 gets through long lines", async () => {
    const length = 5_000_000;
    const files = {
      "a.js": "a=0;".repeat(length / 4),
      "b.txt": "0123456789abcdef".repeat(length / 16),
      "c.txt": "mailjet".repeat(length / 7),
      "d.txt": `mailjet ${"0123456789abcdef0123456789abcdef ".repeat(length / 33)}`,
    };
    expect(await runScan(scanFolder(files))).toMatchObject({ code: 0, stdout: "" });
  });

  it("G14 does not take the word Basic in prose for a header", async () => {
    const text = 'role: "Basic User"\nimport base64 // basic auth\nAuthorization: Basic dXNlcjpwYXNz\n// mailjet\n';
    expect(await runScan(scanFolder({ "a.js": text }))).toMatchObject({ code: 0, stdout: "" });
  });
});
