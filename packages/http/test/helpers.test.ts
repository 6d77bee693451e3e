import { expect, it } from "vitest";
import { isLoopback, statusCode } from "../src/index.ts";

it.each(["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.255.0.9", "::1", "[::1]", "[::ffff:7f00:1]"])(
  "takes %s for this machine",
  (host) => {
    expect(isLoopback(host)).toBe(true);
  },
);

it.each(["localhost.example", "x.localhost", "127.example", "128.0.0.1", "0.0.0.0", "[::2]", "[::ffff:a00:1]", ""])(
  "does not take %j for this machine",
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);

it.each([
  [401, "UNAUTHENTICATED"],
  [403, "ACCESS_DENIED"],
  [404, "NOT_FOUND"],
  [408, "TIMEOUT"],
  [429, "RATE_LIMITED"],
  [500, "UNAVAILABLE"],
  [503, "UNAVAILABLE"],
  [599, "UNAVAILABLE"],
  [200, "UNEXPECTED_RESPONSE"],
  [307, "UNEXPECTED_RESPONSE"],
  [400, "UNEXPECTED_RESPONSE"],
  [600, "UNEXPECTED_RESPONSE"],
])("says that %d usually means %s", (status, code) => {
  expect(statusCode(status)).toBe(code);
});
