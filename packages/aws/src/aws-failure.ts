/** What went wrong, as far as that can be told. */
export type AwsFailureKind =
  | "missing"
  | "missing version"
  | "deleted"
  | "denied"
  | "key denied"
  | "login"
  | "expired login"
  | "clock"
  | "throttled"
  | "quota"
  | "server"
  | "invalid request"
  | "invalid state"
  | "conflict"
  | "timeout"
  | "reset"
  | "not reached"
  | "file"
  | "no address"
  | "plain http"
  | "certificate"
  | "unknown name"
  | "garbage"
  | "too large"
  | "unknown";

/** What is looked at of a failure of AWS, whichever way it came. */
export interface AwsFailure {
  /** Name of the error, in any casing and namespace. */
  readonly name: string;
  /** Only looked at for a few words; never shown. */
  readonly message: string;
  readonly status?: number;
  /** Code of Node.js, such as `ECONNRESET`. */
  readonly code?: string;
  /** What the system was asked for: `connect`, or `open` of a file. */
  readonly syscall?: string;
}

const BY_NAME: Readonly<Record<string, AwsFailureKind>> = {
  resourcenotfound: "missing",
  invalidrequest: "invalid state",
  invalidparameter: "invalid request",
  validation: "invalid request",
  validationerror: "invalid request",
  decryptionfailure: "key denied",
  encryptionfailure: "key denied",
  kmsaccessdenied: "key denied",
  kmsdisabled: "key denied",
  kmsinvalidstate: "key denied",
  kmsnotfound: "key denied",
  accessdenied: "denied",
  notauthorized: "denied",
  unauthorizedoperation: "denied",
  optinrequired: "denied",
  expiredtoken: "expired login",
  tokenrefreshrequired: "expired login",
  unrecognizedclient: "expired login",
  invalidclienttokenid: "expired login",
  invalidaccesskeyid: "expired login",
  invalidsignature: "expired login",
  signaturedoesnotmatch: "expired login",
  authfailure: "login",
  incompletesignature: "login",
  missingauthenticationtoken: "login",
  invalididentitytoken: "login",
  expiredidentitytoken: "login",
  credentialsprovider: "login",
  tokenprovider: "login",
  requestexpired: "clock",
  requesttimetooskewed: "clock",
  requestinthefuture: "clock",
  throttling: "throttled",
  throttled: "throttled",
  requestthrottled: "throttled",
  requestthrottledexception: "throttled",
  toomanyrequests: "throttled",
  requestlimitexceeded: "throttled",
  bandwidthlimitexceeded: "throttled",
  provisionedthroughputexceeded: "throttled",
  priorrequestnotcomplete: "throttled",
  slowdown: "throttled",
  limitexceeded: "quota",
  internalservice: "server",
  internalserver: "server",
  internalfailure: "server",
  internal: "server",
  serviceunavailable: "server",
  connection: "server",
  resourceexists: "conflict",
  preconditionnotmet: "conflict",
  timeout: "timeout",
  requesttimeout: "timeout",
  // Our own:
  toolarge: "too large",
  noaddress: "no address",
  plainhttp: "plain http",
};

const BY_CODE: Readonly<Record<string, AwsFailureKind>> = {
  ECONNRESET: "reset",
  EPIPE: "reset",
  EPROTO: "reset",
  ETIMEDOUT: "timeout",
  ECONNREFUSED: "not reached",
  EHOSTUNREACH: "not reached",
  ENETUNREACH: "not reached",
  ENOTFOUND: "not reached",
  EAI_AGAIN: "not reached",
  EACCES: "not reached",
  EPERM: "not reached",
  ERR_INVALID_URL: "no address",
};

/** What is asked for with files. A firewall gives some of the same codes to those who connect. */
const FILE_CALLS = ["open", "read", "access", "stat"];
/** Sockets are read as well. */
const CUT = ["ECONNRESET", "EPIPE", "ETIMEDOUT"];

/** Stands in the text of our own error, of which the SDK makes one without its name where SSO is spoken to. */
export const PLAIN_HTTP = "plain HTTP to another machine";

/** Letters only: an answer from elsewhere may have anything for a name. */
const WORD = /^[A-Z][A-Za-z]{3,79}$/;
/** Names that the SDK gives to what it cannot read. */
const NAMES_OF_NOTHING = ["SyntaxError", "TypeError", "RangeError", "Error", "Unknown", "UnknownError"];

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/;
const CLOCK = /signature (expired|not yet current)/i;
const KEY = /access to kms|\bkms:/i;
const DELETED = /delet/i;

/** Tells what kind of failure it is, by name first: a status alone says little, since proxies have them too. */
export function kindOfFailure({ name, message, status, code = "", syscall = "" }: AwsFailure): AwsFailureKind {
  if (FILE_CALLS.includes(syscall) && !CUT.includes(code)) return "file";
  // Before the name: the SDK calls a connection that was cut a `TimeoutError`.
  const network = own(BY_CODE, code);
  if (network !== undefined) return network;
  const named = own(BY_NAME, plainName(name));
  if (named !== undefined) return refined(named, message);
  if (CERTIFICATE.test(code)) return "certificate";
  if (status === undefined) return "unknown";
  if (status >= 500) return "server";
  if (status === 429) return "throttled";
  if (status === 408) return "timeout";
  return status >= 400 && errorWord(name) !== undefined ? "unknown name" : "garbage";
}

/** The name of an error of AWS without its namespace. `undefined`: it has none that can be shown. */
export function errorWord(name: string): string | undefined {
  const word = bareName(name);
  return WORD.test(word) && !NAMES_OF_NOTHING.includes(word) ? word : undefined;
}

function refined(kind: AwsFailureKind, message: string): AwsFailureKind {
  if (kind === "login" && message.includes(PLAIN_HTTP)) return "plain http";
  if (kind === "denied" && KEY.test(message)) return "key denied";
  if (kind === "invalid state" && DELETED.test(message)) return "deleted";
  if (kind === "expired login" && CLOCK.test(message)) return "clock";
  return kind === "missing" && /secret value/i.test(message) ? "missing version" : kind;
}

/** `com.amazonaws.secretsmanager#ThrottlingException:http://…` is `throttling`. */
function plainName(name: string): string {
  return bareName(name)
    .replace(/(Exception|Error|Fault)$/i, "")
    .toLowerCase();
}

function bareName(name: string): string {
  return (name.split("#").at(-1) ?? "").split(":")[0] ?? "";
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
