import type { KeyRecord } from "./accounts.ts";
import { type Answer, codedError, restError, uncodedUnauthorized } from "./answer.ts";
import type { Authentication } from "./received-request.ts";
import { answerRest } from "./rest.ts";
import { sendMessages } from "./send.ts";
import { sendVersion3 } from "./send-v3.ts";
import { answerSms } from "./sms.ts";
import type { ApiCall, World } from "./world.ts";

/** Checks the log-in and answers one call. */
export function answerCall(call: ApiCall, authentication: Authentication, world: World): Answer {
  if (call.path.startsWith("/v4/")) {
    const known = authentication.kind === "bearer" && world.smsTokens.includes(authentication.token);
    return known ? answerSms(call, world) : unauthorized(call, world);
  }
  const key = logIn(call, authentication, world);
  if ("status" in key) return key;
  if (call.path.startsWith("/v3/REST/")) return answerRest(call, key, world);
  const send = { "/v3.1/send": sendMessages, "/v3/send": sendVersion3 }[call.path];
  if (send === undefined) return restError(404, "The resource was not found.");
  return call.method === "POST" ? send(call.body, { ...world, key }) : restError(405, "Method not allowed.");
}

function logIn(call: ApiCall, authentication: Authentication, world: World): KeyRecord | Answer {
  const pair = authentication.kind === "basic" ? authentication : { apiKey: "", apiSecret: "" };
  const result = world.accounts.login(pair.apiKey, pair.apiSecret);
  if (result === "rejected") return unauthorized(call, world);
  if (result !== "suspended") return result;
  const message = "Your account has been temporarily blocked. Please contact our support team to get assistance.";
  return codedError(world.numbers.uuid(), 401, "mj-0001", message);
}

function unauthorized(call: ApiCall, world: World): Answer {
  world.abuse.failedLogin();
  const identifier = world.numbers.uuid();
  // The front end of the older paths answers by itself, and knows no codes.
  if (call.path.startsWith("/v3/")) return uncodedUnauthorized(identifier);
  return codedError(identifier, 401, "mj-0015", "The provided authorization credentials are not valid.");
}
