import { expect, it } from "vitest";
import { silenceRequestLog } from "../src/silence-request-log.ts";

it.each([
  ["*", "*,-follow-redirects"],
  ["express,follow-*", "express,follow-*,-follow-redirects"],
  ["*,-follow-redirects", "*,-follow-redirects"],
  ["", ""],
])("DEBUG=%s becomes %s", (before, after) => {
  const environment = { DEBUG: before };
  silenceRequestLog(environment);
  expect(environment.DEBUG).toBe(after);
});

it("leaves DEBUG alone where it is not set", () => {
  const environment = {};
  silenceRequestLog(environment);
  expect(environment).toEqual({});
});
