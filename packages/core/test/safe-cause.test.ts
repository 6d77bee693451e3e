import { describe, expect, it } from "vitest";
import { safeCause } from "../src/safe-cause.ts";

const KEY = "00112233445566778899aabbccddeeff";
const SECRET = "ffeeddccbbaa99887766554433221100";

describe("safeCause", () => {
  it("keeps name, code and status, and nothing of the text", () => {
    const error = Object.assign(new TypeError(`quotes ${SECRET}`), {
      code: "ECONNRESET",
      status: 503,
      config: { auth: { username: KEY } },
      cause: new Error(SECRET),
    });
    expect(safeCause(error)).toEqual({ name: "TypeError", code: "ECONNRESET", status: 503 });
  });

  it("B02 (JSON.parse quotes its input) keeps only that it was a SyntaxError", () => {
    let thrown: unknown;
    try {
      JSON.parse("ThisIsThePassw0rd");
    } catch (error) {
      thrown = error;
    }
    expect(safeCause(thrown)).toEqual({ name: "SyntaxError" });
  });

  it("takes statusCode where there is no status", () => {
    expect(safeCause({ name: "X", statusCode: 401 })).toEqual({ name: "X", status: 401 });
    expect(safeCause({ name: "X", status: 403, statusCode: 401 })).toEqual({ name: "X", status: 403 });
  });

  it.each([
    "ECONNREFUSED",
    "ERR_HTTP2_STREAM_ERROR",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "mj-0015",
    "ResourceNotFoundException",
    "P2025",
    "28P01",
  ])("keeps the code %s", (code) => {
    expect(safeCause({ code })).toEqual({ name: "object", code });
  });

  it.each([KEY, SECRET, `${KEY}:${SECRET}`, "hvs.CAESIJ5f9w3k7Yq1Lr8Zt0", "two words", "é", "", "x".repeat(65)])(
    "drops as name and as code what is no word: %j",
    (text) => {
      expect(safeCause({ name: text, code: text })).toEqual({ name: "object" });
    },
  );

  it("drops a code or status of another type", () => {
    expect(safeCause({ name: 5, code: 5, status: "401" })).toEqual({ name: "object" });
  });

  it("names the type of what is no error", () => {
    expect(safeCause(SECRET)).toEqual({ name: "string" });
    expect(safeCause(undefined)).toEqual({ name: "undefined" });
    expect(safeCause(null)).toEqual({ name: "object" });
    expect(safeCause(function leaked() {})).toEqual({ name: "function" });
    expect(safeCause(Symbol(SECRET))).toEqual({ name: "symbol" });
  });

  it("survives getters that throw and revoked proxies", () => {
    const hostile = {
      get name(): string {
        throw new Error(SECRET);
      },
      code: "EFINE",
    };
    expect(safeCause(hostile)).toEqual({ name: "object", code: "EFINE" });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(safeCause(proxy)).toEqual({ name: "object" });
  });
});
