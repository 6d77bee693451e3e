import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { envProvider, findCutValues } from "../src/index.ts";
import { PAIR, PRIV32, PUB32, readFailure, readVariables } from "./support/read-variables.ts";
import { scratchDirectory } from "./support/scratch-directory.ts";

async function valuesOf(content: string | Uint8Array): Promise<Readonly<Record<string, string>>> {
  return (await readVariables({ files: scratchDirectory().write(".env", content) })).values;
}

describe("the text of a .env file", () => {
  it("A01 keeps the first variable of a file that starts with a byte order mark", async () => {
    expect(await valuesOf(`\uFEFFMJ_APIKEY_PUBLIC=${PUB32}\nMJ_APIKEY_PRIVATE=${PRIV32}\n`)).toEqual(PAIR);
  });

  it("A01 reads a file that Windows PowerShell wrote as UTF-16", async () => {
    const text = `\uFEFFMJ_APIKEY_PUBLIC=${PUB32}\r\nMJ_APIKEY_PRIVATE=${PRIV32}\r\n`;
    expect(await valuesOf(Buffer.from(text, "utf16le"))).toEqual(PAIR);
  });

  it.each(["\r\n", "\r"])("A03 leaves no carriage return in a value after the line end %j", async (end) => {
    expect(await valuesOf(`MJ_APIKEY_PUBLIC=${PUB32}${end}MJ_APIKEY_PRIVATE=${PRIV32}${end}`)).toEqual(PAIR);
  });

  it("A04 cuts an unquoted value at a number sign and keeps a quoted one, as dotenv does", async () => {
    const values = await valuesOf('MJ_APIKEY_PUBLIC=ab#cd\nMJ_APIKEY_PRIVATE="ab#cd"\n');
    expect(values).toEqual({ MJ_APIKEY_PUBLIC: "ab", MJ_APIKEY_PRIVATE: "ab#cd" });
  });

  it("A04 names the values that a number sign cut, and none that lost only a comment", async () => {
    const text = [
      "CUT=ab#cd",
      "EMPTIED=#cd",
      "EMPTY= #cd",
      'QUOTED="ab#cd"',
      "COMMENT=ab #cd",
      'QUOTED_COMMENT="ab"#cd',
      "# LINE=ab#cd",
      "SEVERAL='first",
      "INSIDE=ab#cd'",
      "PLAIN=ab",
    ].join("\n");
    expect(await findCutValues(text)).toEqual(["CUT", "EMPTIED"]);
  });

  it("A06 reads a variable behind the word export, also with two blanks", async () => {
    expect(await valuesOf(`export MJ_APIKEY_PUBLIC=${PUB32}\nexport  MJ_APIKEY_PRIVATE="${PRIV32}"`)).toEqual(PAIR);
  });

  it("A07 takes quotes for quotes when blanks stand around the equals sign", async () => {
    expect(await valuesOf(`MJ_APIKEY_PUBLIC= "${PUB32}"\nMJ_APIKEY_PRIVATE = ${PRIV32}\n`)).toEqual(PAIR);
  });

  it("A18 takes a dollar sign literally", async () => {
    const values = await valuesOf('MJ_APIKEY_PUBLIC="ab$cd$$ef"\nMJ_APIKEY_PRIVATE=$MJ_APIKEY_PUBLIC\n');
    expect(values).toEqual({ MJ_APIKEY_PUBLIC: "ab$cd$$ef", MJ_APIKEY_PRIVATE: "$MJ_APIKEY_PUBLIC" });
  });

  it("A21 reads a NAME: value line", async () => {
    expect(await valuesOf(`MJ_APIKEY_PUBLIC: ${PUB32}\nMJ_APIKEY_PRIVATE: ${PRIV32}\n`)).toEqual(PAIR);
  });

  it("gives nothing but the variables asked for", async () => {
    const path = scratchDirectory().write(".env", "OTHER=1\nMJ_APIKEY_PUBLIC=2\nMAILJET=3\n");
    expect((await readVariables({ files: path }, { fields: ["MAILJET"] })).values).toEqual({ MAILJET: "3" });
  });

  it("does not touch process.env", async () => {
    const path = scratchDirectory().write(".env", `ENV_PROVIDER_TEST_ONLY=${PUB32}`);
    await readVariables({ files: path }, { fields: ["ENV_PROVIDER_TEST_ONLY"] });
    expect(process.env["ENV_PROVIDER_TEST_ONLY"]).toBeUndefined();
  });
});

describe("the place of .env files", () => {
  const text = `MJ_APIKEY_PUBLIC=${PUB32}\nMJ_APIKEY_PRIVATE=${PRIV32}\n`;

  it("A12 resolves a path against the current directory, and names the path that it tried", async () => {
    const directory = scratchDirectory({ enter: true });
    const failure = await readFailure({ files: "config/.env" });
    expect(failure.code).toBe("NOT_FOUND");
    expect(failure.message).toContain(`${join(directory.path, "config/.env")} (no such file)`);
    directory.write("config/.env", text);
    expect((await readVariables({ files: "config/.env" })).values).toEqual(PAIR);
  });

  it("A12 does not miss a listed file when both variables are in the environment", async () => {
    const files = join(scratchDirectory().path, "absent/.env");
    expect((await readVariables({ environment: PAIR, files })).values).toEqual(PAIR);
  });

  it("takes a path through something that is no directory for a missing file", async () => {
    const path = join(scratchDirectory().write(".env", text), "more/.env");
    expect((await readFailure({ files: path })).message).toContain(`${path} (no such file)`);
  });

  it("reads .env in the current directory by default", async () => {
    const path = scratchDirectory({ enter: true }).write(".env", text);
    const provider = envProvider({ environment: {} });
    const { origins } = await provider.read({ id: "" }, { signal: new AbortController().signal });
    expect(origins?.["MJ_APIKEY_PUBLIC"]).toBe(`MJ_APIKEY_PUBLIC in ${path}`);
  });

  it("A19 takes the pair whole from the first listed file that has it", async () => {
    const directory = scratchDirectory();
    const first = directory.write(".env.local", text);
    const second = directory.write(".env", "MJ_APIKEY_PUBLIC=x\nMJ_APIKEY_PRIVATE=y\n");
    const { values, origins } = await readVariables({ files: [first, second] });
    expect(values).toEqual(PAIR);
    expect(origins).toEqual({
      MJ_APIKEY_PUBLIC: `MJ_APIKEY_PUBLIC in ${first}`,
      MJ_APIKEY_PRIVATE: `MJ_APIKEY_PRIVATE in ${first}`,
    });
  });

  it("A19 refuses a pair whose halves stand in two files", async () => {
    const directory = scratchDirectory();
    const first = directory.write(".env", `MJ_APIKEY_PUBLIC=${PUB32}`);
    const second = directory.write(".env.local", text);
    const { code, message } = await readFailure({ files: [first, second] });
    expect(code).toBe("NOT_FOUND");
    expect(message).toContain(`Not used: MJ_APIKEY_PRIVATE in ${second}`);
  });

  it("does not stop an SMS token of the environment by a file that is a directory", async () => {
    const directory = scratchDirectory();
    mkdirSync(`${directory.path}/.env`);
    const environment = { MJ_API_TOKEN: PRIV32 };
    const { values } = await readVariables({ environment, files: `${directory.path}/.env` });
    expect(values).toEqual(environment);
  });

  it("refuses a file that is a directory, with what makes one", async () => {
    const directory = scratchDirectory({ enter: true });
    mkdirSync(".env");
    const { code, message } = await readFailure({ files: ".env" });
    expect(code).toBe("UNEXPECTED_RESPONSE");
    expect(message).toContain(`${directory.path}/.env is a directory`);
    expect(message).toContain("Docker creates");
  });

  it("uses the pair of the environment although a .env file cannot be read", async () => {
    scratchDirectory({ enter: true });
    mkdirSync(".env");
    expect((await readVariables({ environment: PAIR, files: ".env" })).values).toEqual(PAIR);
  });

  it("refuses a file of more than 1 MiB", async () => {
    const path = scratchDirectory().write(".env", `${text}#`.padEnd(1024 * 1024 + 1, "x"));
    const failure = await readFailure({ files: path });
    expect(failure.code).toBe("INVALID_SECRET");
    expect(failure.message).toContain(`${path} is bigger than 1048576 bytes`);
  });
});
