import { type Answer, errorAnswer, htmlAnswer, jsonAnswer } from "./answer.ts";
import { callerIdentity } from "./caller-identity.ts";
import { decodeSegment } from "./decode-segment.ts";
import type { ApiCall, World } from "./world.ts";

/** Conjur tells nobody why a login failed. */
const REFUSED: Answer = { status: 401 };

/** Answers `POST /authn…/authenticate`. The parts of the path are taken as they come: one segment each. */
export function authenticate(call: ApiCall, world: World): Answer {
  const [authenticator = "", ...parts] = call.segments.slice(0, -1);
  const names = parts.map(decodeSegment);
  if (names.some((name) => name === undefined)) return { status: 400 };
  const [first = "", second = "", third] = names as string[];
  if (authenticator === "authn" && parts.length === 2) return withApiKey(first, second, call, world);
  if (parts.length < 2 || parts.length > 3) return htmlAnswer(404);
  // A slash that was not encoded ends here: /authn/dev/host/app/authenticate has "dev" for its service.
  const name = `${authenticator}/${first}`;
  if (second !== world.account || !world.authenticators.includes(name)) return REFUSED;
  if (authenticator === "authn-jwt") return withWebToken(name, third, call, world);
  if (authenticator === "authn-iam") return third === undefined ? REFUSED : withAwsIdentity(name, third, call, world);
  return REFUSED;
}

function withApiKey(account: string, login: string, call: ApiCall, world: World): Answer {
  const key = world.roles.get(login.replace(/^user\//, ""))?.apiKey;
  // Byte for byte: a line break at the end makes it another key.
  const isRight = account === world.account && key !== undefined && call.body.equals(Buffer.from(key));
  return isRight ? tokenAnswer(login, call, world) : REFUSED;
}

function withWebToken(authenticator: string, urlLogin: string | undefined, call: ApiCall, world: World): Answer {
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(String(call.headers["content-type"])))
    return { status: 400 };
  const jwt = new URLSearchParams(call.body.toString()).get("jwt");
  if (jwt === null) return { status: 400 };
  const check = world.webTokens.check(jwt);
  if (check === "expired") return errorAnswer(401, "unauthorized", "CONJ00016E Token expired");
  if (check === "invalid" || (urlLogin !== undefined && urlLogin !== check.login)) return REFUSED;
  return permitted(authenticator, check.login, call, world);
}

function withAwsIdentity(authenticator: string, login: string, call: ApiCall, world: World): Answer {
  const identity = callerIdentity(call.body.toString(), world.awsIdentities, world.clock);
  const isOwn = identity !== undefined && login.endsWith(`/${identity.account}/${identity.role}`);
  return isOwn ? permitted(authenticator, login, call, world) : REFUSED;
}

function permitted(authenticator: string, login: string, call: ApiCall, world: World): Answer {
  const role = world.roles.get(login);
  if (role === undefined) return REFUSED;
  const isAllowed = role.authenticators?.includes(authenticator) ?? true;
  return isAllowed ? tokenAnswer(login, call, world) : { status: 403 };
}

function tokenAnswer(login: string, { headers }: ApiCall, world: World): Answer {
  const token = world.tokens.issue(login);
  const encodings = String(headers["accept-encoding"] ?? "").toLowerCase();
  if (!/(^|,)\s*base64\s*(,|$)/.test(encodings)) return jsonAnswer(200, JSON.parse(token));
  return {
    status: 200,
    body: Buffer.from(token).toString("base64"),
    contentType: "text/plain; charset=utf-8",
    headers: { "content-encoding": "base64" },
  };
}
