import { inspect } from "node:util";
import { createMailjetClientFactory } from "@mailjet-secrets/core";
import { describe, expect, it } from "vitest";
import { envProvider } from "../src/index.ts";
import { PAIR, PRIV32, PUB32, readFailure, readVariables } from "./support/read-variables.ts";
import { scratchDirectory } from "./support/scratch-directory.ts";

describe("values", () => {
  it("come back with the variable and place they were found in", async () => {
    expect(await readVariables({ environment: PAIR })).toEqual({
      values: PAIR,
      origins: {
        MJ_APIKEY_PUBLIC: "MJ_APIKEY_PUBLIC (process.env)",
        MJ_APIKEY_PRIVATE: "MJ_APIKEY_PRIVATE (process.env)",
      },
    });
  });

  it("A14 keep quotes that Docker took for a part of the value, since core removes them", async () => {
    const environment = { ...PAIR, MJ_APIKEY_PUBLIC: `"${PUB32}"` };
    expect((await readVariables({ environment })).values["MJ_APIKEY_PUBLIC"]).toBe(`"${PUB32}"`);
  });

  it("A15 keep the line end of a Kubernetes secret, since core removes it", async () => {
    const environment = { ...PAIR, MJ_APIKEY_PUBLIC: `${PUB32}\n` };
    expect((await readVariables({ environment })).values["MJ_APIKEY_PUBLIC"]).toBe(`${PUB32}\n`);
  });

  it("are read anew at every read, from process.env as it is then", async () => {
    const provider = envProvider({ files: false });
    const read = async () =>
      (await provider.read({ id: "ENV_TEST" }, { signal: new AbortController().signal })).values["MJ_APIKEY_PUBLIC"];
    try {
      process.env["ENV_TEST_MJ_APIKEY_PRIVATE"] = PRIV32;
      process.env["ENV_TEST_MJ_APIKEY_PUBLIC"] = "before";
      expect(await read()).toBe("before");
      process.env["ENV_TEST_MJ_APIKEY_PUBLIC"] = "after";
      expect(await read()).toBe("after");
    } finally {
      delete process.env["ENV_TEST_MJ_APIKEY_PRIVATE"];
      delete process.env["ENV_TEST_MJ_APIKEY_PUBLIC"];
    }
  });
});

describe("names", () => {
  it.each(["MARKETING", "MARKETING_"])("carry the prefix %s in the store and not in the record", async (id) => {
    const environment = {
      MARKETING_MJ_APIKEY_PUBLIC: PUB32,
      MARKETING_MJ_APIKEY_PRIVATE: PRIV32,
      ...{ MJ_API_TOKEN: "t" },
    };
    const { values, origins } = await readVariables({ environment }, { id });
    expect(values).toEqual(PAIR);
    expect(origins?.["MJ_APIKEY_PUBLIC"]).toBe("MARKETING_MJ_APIKEY_PUBLIC (process.env)");
  });

  it("carry the prefix when they were given, too", async () => {
    const environment = { SHOP_PUB: PUB32, SHOP_PRIV: PRIV32, PUB: "x", PRIV: "y" };
    const { values } = await readVariables({ environment }, { id: "SHOP", fields: ["PUB", "PRIV"] });
    expect(values).toEqual({ PUB: PUB32, PRIV: PRIV32 });
  });

  it("may be any of the usual ones", async () => {
    const environment = { MAILJET_API_KEY: PUB32, MAILJET_SECRET_KEY: PRIV32 };
    expect((await readVariables({ environment })).values).toEqual(environment);
  });

  it("that differ for the same part all come back, for core to compare", async () => {
    const environment = { ...PAIR, MAILJET_API_KEY: "another" };
    expect((await readVariables({ environment })).values).toEqual(environment);
  });

  it("A22 appear in the error about a value that the system put there", async () => {
    const environment = { USER: "root of it all", PASSWORD: PRIV32 };
    const factory = createMailjetClientFactory({
      provider: envProvider({ environment, files: false }),
      secret: { fields: { apiKey: "USER", apiSecret: "PASSWORD" } },
    });
    await expect(factory.credentials()).rejects.toThrow("USER (process.env)");
  });

  it("A22 that the system always sets do not bring another source's half with them", async () => {
    const files = scratchDirectory().write(".env", `USER=${PUB32}\nPASSWORD=${PRIV32}`);
    const { code, message } = await readFailure(
      { environment: { USER: "root" }, files },
      { fields: ["USER", "PASSWORD"] },
    );
    expect(code).toBe("NOT_FOUND");
    expect(message).toContain("Missing: PASSWORD. Found: USER (process.env).");
    expect(message).toContain(`Not used: PASSWORD in ${files}`);
  });

  it.each(["../up", "prod/mailjet", "a b", "\0"])("that no variable can have are refused: %j", async (id) => {
    const { code, message } = await readFailure({ environment: PAIR, secretsDirectory: "." }, { id });
    expect(code).toBe("INVALID_CONFIG");
    expect(message).toContain("prefix");
  });

  it("of what every object inherits are not set", async () => {
    const files = scratchDirectory().write(".env", "");
    const { message } = await readFailure({ files }, { fields: ["toString", "constructor"] });
    expect(message).toContain("Missing: toString and constructor.");
  });
});

describe("what is missing", () => {
  it("E05 is listed completely, with every place, when nothing is set", async () => {
    const directory = scratchDirectory();
    const dotenv = directory.write(".env", "OTHER=1");
    const { code, message } = await readFailure({
      files: [dotenv, `${directory.path}/.env.local`],
      secretsDirectory: `${directory.path}/secrets`,
    });
    expect(code).toBe("NOT_FOUND");
    expect(message).toBe(
      "Missing: MJ_APIKEY_PUBLIC (or another usual name, such as MAILJET_API_KEY) and MJ_APIKEY_PRIVATE (or another " +
        "usual name, such as MAILJET_API_SECRET). Looked in process.env, the files named by *_FILE variables, " +
        `${directory.path}/secrets (no such directory), ${dotenv}, ${directory.path}/.env.local (no such file). ` +
        "Set MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE, or MJ_API_TOKEN for SMS.",
    );
  });

  it("E05 is named beside the half that was found", async () => {
    const { code, message, hint } = await readFailure({ environment: { X_MAILJET_API_KEY: PUB32 } }, { id: "X" });
    expect(code).toBe("NOT_FOUND");
    expect(message).toContain("Missing: X_MJ_APIKEY_PRIVATE (or another usual name, such as X_MAILJET_API_SECRET)");
    expect(message).toContain("Found: X_MAILJET_API_KEY (process.env)");
    expect(hint).toContain("Set X_MJ_APIKEY_PRIVATE");
  });

  it("lists all names given that are missing in one error", async () => {
    const { message } = await readFailure({ environment: { A: "1" } }, { fields: ["A", "B", "C"] });
    expect(message).toContain("Missing: B and C. Found: A (process.env).");
  });

  it.each(["", " \t", "\uFEFF"])(
    "A10 includes a variable that is set to %j, and says that it is set",
    async (empty) => {
      const files = scratchDirectory().write(".env", `MJ_APIKEY_PRIVATE=${PRIV32}`);
      const environment = { MJ_APIKEY_PUBLIC: PUB32, MJ_APIKEY_PRIVATE: empty };
      const { code, message } = await readFailure({ environment, files });
      expect(code).toBe("NOT_FOUND");
      expect(message).toContain("MJ_APIKEY_PRIVATE (process.env) is set but empty.");
      expect(message).toContain(`Not used: MJ_APIKEY_PRIVATE in ${files}, because a pair is never put together`);
    },
  );

  it("A10 leaves the pair to the next source when both variables are empty", async () => {
    const files = scratchDirectory().write(".env", `MJ_APIKEY_PUBLIC=${PUB32}\nMJ_APIKEY_PRIVATE=${PRIV32}`);
    const environment = { MJ_APIKEY_PUBLIC: "", MJ_APIKEY_PRIVATE: "" };
    expect((await readVariables({ environment, files })).values).toEqual(PAIR);
  });

  it.each(["undefined", "null", "[object Object]"])("A11 includes a variable that holds the word %s", async (word) => {
    const { code, message } = await readFailure({ environment: { ...PAIR, MJ_APIKEY_PRIVATE: word } });
    expect(code).toBe("NOT_FOUND");
    expect(message).toContain(`MJ_APIKEY_PRIVATE (process.env) holds only the word ${word}`);
  });

  it("shows no value in the error", async () => {
    const failure = await readFailure({ environment: { MJ_APIKEY_PRIVATE: PRIV32 } });
    expect(inspect(failure, { showHidden: true, depth: 9 })).not.toContain(PRIV32.slice(0, 8));
  });
});

describe("groups", () => {
  it("never join halves of a pair from two sources", async () => {
    const files = scratchDirectory().write(".env", `MJ_APIKEY_PRIVATE=${PRIV32}`);
    const { code, message } = await readFailure({ environment: { MJ_APIKEY_PUBLIC: PUB32 }, files });
    expect(code).toBe("NOT_FOUND");
    expect(message).toContain(`Not used: MJ_APIKEY_PRIVATE in ${files}`);
  });

  it("accept key:secret in one variable as a pair", async () => {
    const environment = { MAILJET_API_KEY: `${PUB32}:${PRIV32}` };
    const provider = envProvider({ environment, files: false });
    const credentials = await createMailjetClientFactory({ provider }).credentials();
    expect([credentials.apiKey(), credentials.apiSecret()]).toEqual([PUB32, PRIV32]);
  });

  it.each([`${PUB32}:`, `${PUB32}:${PRIV32}:`, '{"key":"x"}'])(
    "take no other text with a colon for a pair",
    async (text) => {
      expect((await readFailure({ environment: { MAILJET_API_KEY: text } })).code).toBe("NOT_FOUND");
    },
  );

  it("let the token come from another source than the pair", async () => {
    const files = scratchDirectory().write(".env", "MJ_API_TOKEN=token\nMJ_APIKEY_PUBLIC=x\nMJ_APIKEY_PRIVATE=y");
    const { values } = await readVariables({ environment: PAIR, files });
    expect(values).toEqual({ ...PAIR, MJ_API_TOKEN: "token" });
  });

  it("are content with a token alone", async () => {
    expect((await readVariables({ environment: { MJ_API_TOKEN: "token" } })).values).toEqual({ MJ_API_TOKEN: "token" });
  });

  it("let a token pass beside half of a pair, for the account may be one for SMS", async () => {
    const environment = { MJ_API_TOKEN: "token", MAILJET_KEY: PUB32 };
    expect((await readVariables({ environment })).values).toEqual(environment);
  });

  it("take the host from the source of the pair if it has one", async () => {
    const pair = `MJ_APIKEY_PUBLIC=${PUB32}\nMJ_APIKEY_PRIVATE=${PRIV32}\n`;
    const environment = { MJ_API_HOST: "api.mailjet.com" };
    const directory = scratchDirectory();
    const withHost = directory.write("with-host.env", `${pair}MJ_API_HOST=api.us.mailjet.com`);
    const without = directory.write("without.env", pair);
    expect((await readVariables({ environment, files: withHost })).values["MJ_API_HOST"]).toBe("api.us.mailjet.com");
    expect((await readVariables({ environment, files: without })).values["MJ_API_HOST"]).toBe("api.mailjet.com");
  });

  it("take the host from the source of the token if there is no pair", async () => {
    const files = scratchDirectory().write(".env", "MJ_API_TOKEN=token\nMJ_API_HOST=api.us.mailjet.com");
    const environment = { MJ_API_HOST: "api.mailjet.com" };
    expect((await readVariables({ environment, files })).values["MJ_API_HOST"]).toBe("api.us.mailjet.com");
  });
});

describe("a signal", () => {
  it("that is aborted already keeps the variables from being looked at", async () => {
    let looked = 0;
    const environment = new Proxy<Record<string, string>>(
      {},
      {
        get() {
          looked += 1;
        },
      },
    );
    const reading = envProvider({ environment, files: false }).read(
      { id: "" },
      { signal: AbortSignal.abort("enough") },
    );
    await expect(reading).rejects.toBe("enough");
    expect(looked).toBe(0);
  });

  it("that aborts between two sources ends the read", async () => {
    const controller = new AbortController();
    const environment = {
      get KEY() {
        controller.abort("enough");
        return PUB32;
      },
    };
    const provider = envProvider({ environment, files: false });
    await expect(provider.read({ id: "", fields: ["KEY"] }, { signal: controller.signal })).rejects.toBe("enough");
  });
});

it("refuses a version, since variables have none", async () => {
  expect((await readFailure({ environment: PAIR }, { requestedVersion: "2" })).code).toBe("INVALID_CONFIG");
});
