import { describe, expect, it } from "vitest";
import { loginFailureIn } from "../src/login-failure.ts";

describe("loginFailureIn", () => {
  it.each([
    ["statusCode 401", { statusCode: 401 }, "http"],
    ["status 401", { status: 401 }, "http"],
    ["response.status 401", Object.assign(new Error("x"), { response: { status: 401 } }), "http"],
    ["nodemailer's EAUTH", Object.assign(new Error("x"), { code: "EAUTH" }), "smtp"],
    ["SMTP 535", { code: "EAUTH", responseCode: 535 }, "smtp"],
  ])("finds a refused login in %s", (_, error, protocol) => {
    expect(loginFailureIn(error)).toBe(protocol);
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
    [{ code: "EAUTH", responseCode: 454 }],
  ])("finds none in %j", (error) => {
    expect(loginFailureIn(error)).toBeUndefined();
  });
});
