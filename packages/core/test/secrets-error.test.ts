import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { SecretsError, type SecretsErrorCode } from "../src/secrets-error.ts";

const RETRYABLE: Readonly<Record<SecretsErrorCode, boolean>> = {
  NOT_FOUND: false,
  ACCESS_DENIED: false,
  UNAUTHENTICATED: false,
  UNAVAILABLE: true,
  RATE_LIMITED: true,
  TIMEOUT: true,
  UNEXPECTED_RESPONSE: false,
  INVALID_SECRET: false,
  INVALID_CONFIG: false,
  MISSING_DEPENDENCY: false,
  CONFLICT: false,
  CREDENTIALS_REJECTED: false,
  ACCOUNT_SUSPENDED: false,
  CLOSED: false,
};

function full(): SecretsError {
  return new SecretsError("RATE_LIMITED", "Too many reads.", {
    provider: "aws",
    hint: "Wait.",
    retryAfterMs: 500,
    cause: Object.assign(new Error("CANARY"), { code: "ThrottlingException", status: 429 }),
  });
}

describe("SecretsError", () => {
  it("is retryable by its code unless it is told otherwise", () => {
    for (const [code, retryable] of Object.entries(RETRYABLE)) {
      expect(new SecretsError(code as SecretsErrorCode, "x").retryable, code).toBe(retryable);
    }
    expect(new SecretsError("TIMEOUT", "x", { retryable: false }).retryable).toBe(false);
    expect(new SecretsError("CREDENTIALS_REJECTED", "x", { retryable: true }).retryable).toBe(true);
  });

  it("says the hint as part of its message and keeps it apart as well", () => {
    const error = full();
    expect(error.message).toBe("Too many reads. Wait.");
    expect(error.hint).toBe("Wait.");
    expect(new SecretsError("CLOSED", "Closed.").message).toBe("Closed.");
    expect(new SecretsError("CLOSED", "Closed.").hint).toBeUndefined();
  });

  it("serialises to its facts only", () => {
    expect(JSON.parse(JSON.stringify(full()))).toEqual({
      code: "RATE_LIMITED",
      provider: "aws",
      retryable: true,
      retryAfterMs: 500,
    });
    expect(JSON.parse(JSON.stringify(new SecretsError("CLOSED", "x")))).toEqual({ code: "CLOSED", retryable: false });
  });

  it("keeps name, hint and cause out of enumeration", () => {
    expect(Object.keys(full()).sort()).toEqual(["code", "provider", "retryAfterMs", "retryable"]);
    const absent = new SecretsError("CLOSED", "x");
    expect("cause" in absent).toBe(false);
    expect("provider" in absent).toBe(false);
  });

  it("has its name in the stack and in inspection", () => {
    expect(full().name).toBe("SecretsError");
    expect(full().stack).toMatch(/^SecretsError: Too many reads\. Wait\.\n/);
    expect(inspect(full())).toMatch(/^SecretsError: Too many reads/);
    expect(String(full())).toBe("SecretsError: Too many reads. Wait.");
  });

  it("keeps of its cause the name, code and status", () => {
    expect(full().cause).toEqual({ name: "Error", code: "ThrottlingException", status: 429 });
    expect(inspect(full(), { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain("CANARY");
  });

  it("carries Mailjet's own fields when Mailjet refused", () => {
    const mailjet = { statusCode: 401, ErrorCode: "mj-0015", ErrorMessage: "No.", ErrorIdentifier: "abc" };
    const error = new SecretsError("CREDENTIALS_REJECTED", "x", { mailjet });
    expect(error).toMatchObject(mailjet);
    expect(Object.keys(error)).toEqual(expect.arrayContaining(Object.keys(mailjet)));
  });

  it("is an Error and is recognised with and without a code", () => {
    const error: unknown = full();
    expect(error).toBeInstanceOf(Error);
    expect(SecretsError.is(error)).toBe(true);
    expect(SecretsError.is(error, "RATE_LIMITED")).toBe(true);
    expect(SecretsError.is(error, "TIMEOUT")).toBe(false);
  });

  it("is not taken for anything else", () => {
    const lookAlike = Object.assign(new Error("x"), { name: "SecretsError", code: "TIMEOUT", retryable: true });
    for (const other of [undefined, null, "TIMEOUT", 5, {}, new Error("x"), lookAlike]) {
      expect(SecretsError.is(other)).toBe(false);
    }
  });

  it("F18 (two copies of the package) is recognised by the other copy", async () => {
    const copyPath = "../src/secrets-error.ts?copy";
    const copy = (await import(/* @vite-ignore */ copyPath)) as { SecretsError: typeof SecretsError };
    expect(copy.SecretsError).not.toBe(SecretsError);
    const foreign: unknown = new copy.SecretsError("CONFLICT", "x");
    expect(foreign).not.toBeInstanceOf(SecretsError);
    expect(SecretsError.is(foreign, "CONFLICT")).toBe(true);
    expect(copy.SecretsError.is(full(), "RATE_LIMITED")).toBe(true);
  });

  it("has a code list that this test knows completely", () => {
    const source = readFileSync(new URL("../src/secrets-error.ts", import.meta.url), "utf8");
    const union = source.slice(source.indexOf("SecretsErrorCode ="), source.indexOf("const RETRYABLE"));
    expect([...union.matchAll(/\| "([A-Z_]+)"/g)].map((match) => match[1])).toEqual(Object.keys(RETRYABLE));
  });
});
