import type { AcceptedToken } from "./access-tokens.ts";
import { type Answer, htmlAnswer, jsonAnswer, textAnswer } from "./answer.ts";
import { authenticate } from "./authenticate.ts";
import { decodeSegment } from "./decode-segment.ts";
import type { EmulatedConjurRole } from "./role.ts";
import { readSecret, readSecrets, writeSecret } from "./secrets.ts";
import type { ApiCall, World } from "./world.ts";

const NO_ROUTE: Answer = htmlAnswer(404);

/** Answers one call. */
export function answerCall(call: ApiCall, world: World): Answer {
  const [first = "", second, third, ...rest] = call.segments;
  if (first.startsWith("authn")) {
    return call.method === "POST" && call.segments.at(-1) === "authenticate" ? authenticate(call, world) : NO_ROUTE;
  }
  if (first === "" && call.method === "GET") return root(call);
  if (first === "whoami" && second === undefined && call.method === "GET") {
    return withRole(call, world, (role, { issuedAt }) => whoAmI(role, issuedAt, call, world));
  }
  if (first !== "secrets") return NO_ROUTE;
  if (second === undefined) {
    return call.method === "GET" ? withRole(call, world, (role) => readSecrets(call, role, world)) : NO_ROUTE;
  }
  if (third !== "variable" || rest.length === 0 || rest[0] === "") return NO_ROUTE;
  return withRole(call, world, (role) => oneSecret(second, rest.join("/"), call, role, world));
}

function oneSecret(account: string, encodedId: string, call: ApiCall, role: EmulatedConjurRole, world: World): Answer {
  // The id takes the rest of the path, so its slashes may be encoded or not; a plus sign stays a plus sign.
  const id = decodeSegment(encodedId);
  if (id === undefined) return { status: 400 };
  const scoped = account === world.account ? world : { ...world, account, variables: NOTHING };
  if (call.method === "GET") return readSecret(id, call, role, scoped);
  return call.method === "POST" ? writeSecret(id, call, role, scoped) : NO_ROUTE;
}

/** The variables of an account that does not exist. */
const NOTHING: World["variables"] = {
  declare() {},
  set() {},
  remove() {},
  has: () => false,
  value: () => undefined,
};

function withRole(
  call: ApiCall,
  world: World,
  answer: (role: EmulatedConjurRole, token: AcceptedToken) => Answer,
): Answer {
  const check = world.tokens.check(call.headers["authorization"]?.toString());
  if ("refusal" in check) return textAnswer(401, check.refusal);
  const role = world.roles.get(check.login);
  return role === undefined ? { status: 403 } : answer(role, check);
}

function whoAmI(role: EmulatedConjurRole, issuedAt: number, { headers }: ApiCall, { account }: World): Answer {
  return jsonAnswer(200, {
    client_ip: "127.0.0.1",
    user_agent: headers["user-agent"] ?? null,
    account,
    username: role.login,
    token_issued_at: new Date(issuedAt).toISOString().replace("Z", "+00:00"),
  });
}

function root({ headers }: ApiCall): Answer {
  if (String(headers["accept"] ?? "").startsWith("application/json")) return jsonAnswer(200, { version: "1.24.0-1" });
  return { ...htmlAnswer(200), body: "<!DOCTYPE html>\n<html><body>Your Conjur server is running!</body></html>" };
}
