import { execFileSync } from "node:child_process";
import { chmodSync, closeSync, constants, mkdirSync, openSync, readdirSync, unlinkSync, writeSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { envProvider } from "../src/index.ts";
import { mountSecret } from "./support/mounted-secret.ts";
import { PAIR, PRIV32, PUB32, readFailure, readVariables } from "./support/read-variables.ts";
import { scratchDirectory } from "./support/scratch-directory.ts";

describe("*_FILE variables", () => {
  it("give the content of the file untouched", async () => {
    const directory = scratchDirectory();
    const key = directory.write("key", `\uFEFF${PUB32}\r\n`);
    const secret = directory.write("secret", PRIV32);
    const environment = { MJ_APIKEY_PUBLIC_FILE: key, MJ_APIKEY_PRIVATE_FILE: secret };
    expect(await readVariables({ environment })).toEqual({
      values: { MJ_APIKEY_PUBLIC: `\uFEFF${PUB32}\r\n`, MJ_APIKEY_PRIVATE: PRIV32 },
      origins: {
        MJ_APIKEY_PUBLIC: `${key} (MJ_APIKEY_PUBLIC_FILE)`,
        MJ_APIKEY_PRIVATE: `${secret} (MJ_APIKEY_PRIVATE_FILE)`,
      },
    });
  });

  it("carry the prefix, and stand for fields as well", async () => {
    const path = scratchDirectory().write("key", PUB32);
    const { values } = await readVariables({ environment: { SHOP_KEY_FILE: path } }, { id: "SHOP", fields: ["KEY"] });
    expect(values).toEqual({ KEY: PUB32 });
  });

  it("yield to the variables themselves", async () => {
    const path = scratchDirectory().write("key", "other");
    const environment = { ...PAIR, MJ_APIKEY_PUBLIC_FILE: path, MJ_APIKEY_PRIVATE_FILE: path };
    expect((await readVariables({ environment })).values).toEqual(PAIR);
  });

  it("win over a directory and .env files", async () => {
    const directory = scratchDirectory();
    const path = directory.write("file", "from the file");
    directory.write("secrets/KEY", "from the directory");
    const options = { files: directory.write(".env", "KEY=from .env"), secretsDirectory: `${directory.path}/secrets` };
    const read = async (environment: Readonly<Record<string, string>>) =>
      (await readVariables({ ...options, environment }, { fields: ["KEY"] })).values["KEY"];
    expect(await read({ KEY_FILE: path })).toBe("from the file");
    expect(await read({})).toBe("from the directory");
    expect((await readVariables({ files: options.files }, { fields: ["KEY"] })).values["KEY"]).toBe("from .env");
  });

  it("are an error when the file does not exist, even if a later source has the pair", async () => {
    const directory = scratchDirectory();
    const files = directory.write(".env", `MJ_APIKEY_PUBLIC=${PUB32}\nMJ_APIKEY_PRIVATE=${PRIV32}`);
    const path = join(directory.path, "absent");
    const { code, message } = await readFailure({ environment: { MJ_APIKEY_PUBLIC_FILE: path }, files });
    expect(code).toBe("NOT_FOUND");
    expect(message).toContain(`MJ_APIKEY_PUBLIC_FILE names ${path}, and there is no such file.`);
  });

  it.each([PRIV32, PRIV32.repeat(200)])("do not show a value that stands there in place of a path", async (value) => {
    const failure = await readFailure({ environment: { MJ_APIKEY_PRIVATE_FILE: value } });
    expect(failure.code).toBe("NOT_FOUND");
    expect(failure.message).toContain("A value itself belongs into MJ_APIKEY_PRIVATE.");
    expect(inspect(failure, { showHidden: true })).not.toContain(PRIV32.slice(0, 8));
  });

  it("that are empty name no file, and the error says so", async () => {
    const { code, message } = await readFailure({ environment: { MJ_APIKEY_PUBLIC_FILE: "" } });
    expect(code).toBe("NOT_FOUND");
    expect(message).toContain("MJ_APIKEY_PUBLIC_FILE (process.env) is set but empty.");
  });

  it("refuse a file of more than 64 KiB", async () => {
    const path = scratchDirectory().write("key", "x".repeat(64 * 1024 + 1));
    const failure = await readFailure({ environment: { MJ_APIKEY_PUBLIC_FILE: path } });
    expect(failure.code).toBe("INVALID_SECRET");
    expect(failure.message).toContain(`${path} is bigger than 65536 bytes`);
    expect(failure.message).not.toContain("xxx");
  });

  it("accept a file of exactly 64 KiB", async () => {
    const path = scratchDirectory().write("key", "x".repeat(64 * 1024));
    const { values } = await readVariables({ environment: { KEY_FILE: path } }, { fields: ["KEY"] });
    expect(values["KEY"]).toHaveLength(64 * 1024);
  });

  it("report a file that may not be read as a denied right", async () => {
    const path = scratchDirectory().write("key", PUB32);
    chmodSync(path, 0);
    const root = process.geteuid?.() === 0;
    if (root) process.seteuid?.(65_534); // root may read everything
    try {
      const { code, provider, message } = await readFailure({ environment: { MJ_APIKEY_PUBLIC_FILE: path } });
      expect([code, provider]).toEqual(["ACCESS_DENIED", "env"]);
      expect(message).toContain(`${path} may not be read by this process.`);
    } finally {
      if (root) process.seteuid?.(0);
    }
  });
});

describe("a directory of secrets", () => {
  it("has files named like the variables, or like them in lower case", async () => {
    const directory = scratchDirectory();
    const key = directory.write("mj_apikey_public", PUB32);
    const secret = directory.write("MJ_APIKEY_PRIVATE", PRIV32);
    expect(await readVariables({ secretsDirectory: directory.path })).toEqual({
      values: PAIR,
      origins: { MJ_APIKEY_PUBLIC: key, MJ_APIKEY_PRIVATE: secret },
    });
  });

  it("gives the file in upper case when there are both", async () => {
    const directory = scratchDirectory();
    directory.write("key", "lower");
    directory.write("KEY", "upper");
    const { values } = await readVariables({ secretsDirectory: directory.path }, { fields: ["KEY"] });
    expect(values).toEqual({ KEY: "upper" });
  });

  it("is read where the files asked for are, and nowhere else", async () => {
    const directory = scratchDirectory();
    for (const name of ["mj_apikey_public", "mj_apikey_private"]) directory.write(name, PUB32);
    directory.write("certificate.pem", "x".repeat(100_000));
    mkdirSync(join(directory.path, "another"));
    const { values } = await readVariables({ secretsDirectory: directory.path });
    expect(Object.keys(values)).toEqual(["MJ_APIKEY_PUBLIC", "MJ_APIKEY_PRIVATE"]);
  });

  it("follows the links of a Kubernetes mount to the version that is current", async () => {
    const directory = scratchDirectory();
    mountSecret(directory, "2026_01_01", { MJ_APIKEY_PUBLIC: "old key", MJ_APIKEY_PRIVATE: "old secret" });
    const read = async () => (await readVariables({ secretsDirectory: directory.path })).values;
    expect(await read()).toEqual({ MJ_APIKEY_PUBLIC: "old key", MJ_APIKEY_PRIVATE: "old secret" });
    mountSecret(directory, "2026_01_02", PAIR);
    expect(await read()).toEqual(PAIR);
  });

  it("reads all files again when Kubernetes replaces the secret in between", async () => {
    const directory = scratchDirectory();
    mountSecret(directory, "old", { MJ_APIKEY_PUBLIC: "old key", MJ_APIKEY_PRIVATE: "" });
    const pipe = join(directory.path, "..old/MJ_APIKEY_PRIVATE");
    unlinkSync(pipe);
    execFileSync("mkfifo", [pipe]);
    const reading = readVariables({ secretsDirectory: directory.path });
    const writer = await openWhenRead(pipe);
    mountSecret(directory, "new", PAIR);
    writeSync(writer, "old secret");
    closeSync(writer);
    expect((await reading).values).toEqual(PAIR);
  });

  it("counts a file with nothing but a line end as empty", async () => {
    const directory = scratchDirectory();
    const path = directory.write("mj_apikey_public", "\n");
    const { message } = await readFailure({ secretsDirectory: directory.path });
    expect(message).toContain(`${path} is set but empty.`);
  });

  it("may be missing", async () => {
    const secretsDirectory = join(scratchDirectory().path, "absent");
    expect((await readVariables({ environment: PAIR, secretsDirectory })).values).toEqual(PAIR);
  });
});

it("stops waiting for a pipe that nobody writes to when the signal aborts", async () => {
  const pipe = join(scratchDirectory().path, "pipe");
  execFileSync("mkfifo", [pipe]);
  const controller = new AbortController();
  const provider = envProvider({ environment: { KEY_FILE: pipe }, files: false });
  const reading = provider.read({ id: "", fields: ["KEY"] }, { signal: controller.signal });
  const writer = await openWhenRead(pipe); // from now on a thread waits for what is never written
  controller.abort(new Error("enough"));
  await expect(reading).rejects.toThrow("enough");
  closeSync(writer);
});

it("reads a pipe to its end, however often it has to", async () => {
  const pipe = join(scratchDirectory().path, "pipe");
  execFileSync("mkfifo", [pipe]);
  const writing = writeFile(pipe, `#${"x".repeat(200_000)}\nKEY=${PUB32}`);
  expect((await readVariables({ files: pipe }, { fields: ["KEY"] })).values).toEqual({ KEY: PUB32 });
  await writing;
});

it("leaves no file open", async () => {
  const key = scratchDirectory().write("key", PUB32);
  const read = () => readVariables({ environment: { KEY_FILE: key } }, { fields: ["KEY"] });
  await read();
  const before = readdirSync("/dev/fd").length;
  await read();
  expect(readdirSync("/dev/fd")).toHaveLength(before);
});

/** Opens a pipe for writing as soon as somebody reads it, which cannot be waited for in another way. */
async function openWhenRead(pipe: string): Promise<number> {
  for (;;) {
    try {
      return openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
