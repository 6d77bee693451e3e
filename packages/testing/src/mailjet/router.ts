import type { KeyRecord } from "./accounts.ts";
import { type Answer, codedError, restError, uncodedUnauthorized } from "./answer.ts";
import type { Authentication } from "./received-request.ts";
import { sendMessages } from "./send.ts";
import type { ApiCall, World } from "./world.ts";

/** Checks the log-in and answers one call. */
export function answerCall(call: ApiCall, authentication: Authentication, world: World): Answer {
  const key = logIn(call, authentication, world);
  if ("status" in key) return key;
  if (call.path === "/v3.1/send") {
    if (call.method !== "POST") return restError(405, "Method not allowed.");
    return sendMessages(call.body, { ...world, key });
  }
  return restError(404, "The resource was not found.");
}

function logIn(call: ApiCall, authentication: Authentication, world: World): KeyRecord | Answer {
  const pair = authentication.kind === "basic" ? authentication : { apiKey: "", apiSecret: "" };
  const result = world.accounts.login(pair.apiKey, pair.apiSecret);
  const identifier = world.numbers.uuid();
  if (result === "suspended") {
    const message = "Your account has been temporarily blocked. Please contact our support team to get assistance.";
    return codedError(identifier, 401, "mj-0001", message);
  }
  if (result !== "rejected") return result;
  world.abuse.failedLogin();
  // The front end of the older paths answers by itself, and knows no codes.
  if (call.path.startsWith("/v3/")) return uncodedUnauthorized(identifier);
  return codedError(identifier, 401, "mj-0015", "The provided authorization credentials are not valid.");
}
