import { describe, expect, it } from "vitest";
import { isLoginFailure } from "../src/login-failure.ts";

describe("isLoginFailure", () => {
  it.each([
    ["statusCode 401", { statusCode: 401 }],
    ["status 401", { status: 401 }],
    ["response.status 401", Object.assign(new Error("x"), { response: { status: 401 } })],
    ["nodemailer's EAUTH", Object.assign(new Error("x"), { code: "EAUTH" })],
    ["SMTP 535", { responseCode: 535 }],
  ])("is true for %s", (_, error) => {
    expect(isLoginFailure(error)).toBe(true);
  });

  it.each([
    [undefined],
    [null],
    ["401"],
    [401],
    [{}],
    [new Error("401")],
    [{ statusCode: "401" }],
    [{ statusCode: 403, status: 429, response: { status: 500 } }],
    [{ response: null }],
    [{ response: 401 }],
    [{ code: "ECONNRESET", responseCode: 550 }],
  ])("is false for %j", (error) => {
    expect(isLoginFailure(error)).toBe(false);
  });
});
