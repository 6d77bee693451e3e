import type { SignedRequest } from "./signature.ts";

/** One request that reached the emulator, without the secrets in it. */
export interface ReceivedAwsRequest {
  /** By which door it came: the service, STS, or the local agent. */
  readonly service: "secretsmanager" | "sts" | "agent";
  /** `GetSecretValue` and the like; `agent` for the local agent; empty if there was none. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  /** Parameters by name, without values of secrets. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Headers without the signature and the tokens. */
  readonly headers: Readonly<Record<string, string>>;
  /** Id of the key that signed the request. Absent: the log-in failed, or there is none. */
  readonly accessKeyId?: string;
  /** Status of the answer. Absent: none was given (a connection that was cut or left hanging). */
  readonly status?: number;
  /** Arrival, epoch milliseconds. */
  readonly receivedAt: number;
}

const HIDDEN_HEADERS = [
  "authorization",
  "x-amz-security-token",
  "x-aws-parameters-secrets-token",
  "x-vault-token",
  "x-amz-content-sha256",
];
const HIDDEN_PARAMETERS = ["SecretString", "SecretBinary"];

/** The headers that may stand in the record. */
export function visibleHeaders(headers: SignedRequest["headers"]): Record<string, string> {
  return without(headers, HIDDEN_HEADERS);
}

/** The parameters that may stand in the record. */
export function visibleParameters(parameters: object): Record<string, unknown> {
  return without(parameters, HIDDEN_PARAMETERS);
}

function without<T>(record: { readonly [name: string]: T } | object, hidden: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !hidden.includes(name))) as Record<string, T>;
}
