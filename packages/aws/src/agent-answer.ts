import { type SecretReference, SecretsError, type SecretsErrorCode } from "@mailjet-secrets/core";
import type { TransportResponse } from "@mailjet-secrets/http";
import { errorWord, kindOfFailure } from "./aws-failure.ts";
import { describeFailure } from "./describe-failure.ts";
import type { SecretValueOutput } from "./secret-snapshot.ts";

type Description = readonly [code: SecretsErrorCode, message: string, hint: string];

const NOT_READY = /not ready/i;
// The agent does not escape the message, so that the whole is often no JSON.
const TYPE = /"__type"\s*:\s*"([\w.#]{1,100})[":]/;

/** Answers in the agent's own words, which come before anything of AWS. */
const OWN_ANSWERS: readonly (readonly [status: number, text: RegExp, description: Description])[] = [
  [
    400,
    NOT_READY,
    [
      "UNAVAILABLE",
      "The Lambda extension is not ready to serve.",
      "It serves once the INIT phase is over: read inside the handler, not while the module loads, or let chainProvider of @mailjet-secrets/core fall back to the SDK.",
    ],
  ],
  [
    400,
    /^Forwarded/,
    ["INVALID_CONFIG", "The local agent does not answer requests from a proxy.", "Reach it directly, on this machine."],
  ],
  [
    403,
    /^Bad Token/i,
    [
      "UNAUTHENTICATED",
      "The local agent does not accept the token.",
      "It has to be the one that the agent was started with: see tokenFile and AWS_TOKEN.",
    ],
  ],
  [
    404,
    /^Not found/i,
    ["INVALID_CONFIG", "What listens on this port is no Secrets Manager Agent.", "Check port and via."],
  ],
  [429, /^Connection limit/i, ["RATE_LIMITED", "The local agent has too many connections.", "Raise its max_conn."]],
];

/** Whether the extension is still starting. */
export function isNotReady(answer: TransportResponse): boolean {
  return answer.status === 400 && NOT_READY.test(answer.text());
}

/** Makes an error of an answer whose status is not 200. */
export function agentFailure(answer: TransportResponse, { id, requestedVersion }: SecretReference): SecretsError {
  const text = answer.text();
  const [, name = ""] = TYPE.exec(text) ?? [];
  const own = OWN_ANSWERS.find(([status, words]) => name === "" && answer.status === status && words.test(text));
  const { retryAfterMs } = answer;
  const errorName = errorWord(name);
  if (own !== undefined) {
    const [code, message, hint] = own[2];
    return new SecretsError(code, message, { provider: "aws", hint });
  }
  return describeFailure(kindOfFailure({ name, message: text, status: answer.status }), {
    secretId: id,
    // The agent asks whether its copy is the newest before it fetches one.
    action: "secretsmanager:GetSecretValue and secretsmanager:DescribeSecret",
    cause: { name: name === "" ? "AgentError" : name, status: answer.status },
    ...(errorName === undefined ? {} : { errorName }),
    ...(requestedVersion === undefined ? {} : { requestedVersion }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/** Output of `GetSecretValue` in an answer of the agent. Throws `UNEXPECTED_RESPONSE`. */
export function valueOutput(answer: TransportResponse, { id }: SecretReference): SecretValueOutput {
  const body = answer.json();
  if (typeof body !== "object" || body === null) {
    throw describeFailure("garbage", { secretId: id, action: "secretsmanager:GetSecretValue" });
  }
  const { SecretString, SecretBinary, VersionId } = body as Readonly<Record<string, unknown>>;
  return {
    SecretString,
    VersionId,
    ...(typeof SecretBinary === "string" ? { SecretBinary: Buffer.from(SecretBinary, "base64") } : {}),
  };
}
