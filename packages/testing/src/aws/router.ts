import type { AccessKeys } from "./access-keys.ts";
import { type Answer, AwsRefusal, errorAnswer, unknownOperation } from "./answer.ts";
import { stsErrorAnswer } from "./assume-role.ts";
import { type AgentDesk, isAgentPath } from "./local-agent.ts";
import { OPERATIONS } from "./operations.ts";
import type { ReceivedAwsRequest } from "./received-request.ts";
import type { SecretStore } from "./secret-store.ts";
import type { SignedRequest } from "./signature.ts";

/** Everything that the emulated account consists of. */
export interface World {
  readonly region: string;
  readonly keys: AccessKeys;
  readonly store: SecretStore;
  readonly agent: AgentDesk;
  readonly assumeRole: (parameters: URLSearchParams) => Answer;
  /** Throws a refusal if the caller has no right to this call. */
  readonly authorize: (operation: string, secretId: string) => void;
}

/** A request that was recognised. */
export interface AwsCall extends Pick<ReceivedAwsRequest, "service" | "operation" | "parameters"> {
  readonly answer: () => Answer;
  /** Who signed it, once `answer` found the signature good. */
  readonly accessKeyId: () => string | undefined;
}

const TARGET = "secretsmanager.";

/** Recognises what a request wants. */
export function route(request: SignedRequest, world: World): AwsCall {
  if (isAgentPath(request.path)) return agentCall(request, world);
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) return stsCall(request, world);
  return serviceCall(request, world);
}

function agentCall(request: SignedRequest, world: World): AwsCall {
  return {
    service: "agent",
    operation: "agent",
    parameters: Object.fromEntries(new URLSearchParams(request.query)),
    answer: () => world.agent.answer(request),
    accessKeyId: () => undefined,
  };
}

function stsCall(request: SignedRequest, world: World): AwsCall {
  const parameters = new URLSearchParams(request.body);
  let accessKeyId: string | undefined;
  return {
    service: "sts",
    operation: parameters.get("Action") ?? "",
    parameters: Object.fromEntries(parameters),
    answer: () =>
      unlessRefused(stsErrorAnswer, () => {
        accessKeyId = world.keys.check(request, world.region, "sts");
        if (parameters.get("Action") === "AssumeRole") return world.assumeRole(parameters);
        throw new AwsRefusal("InvalidAction", "Could not find the operation.");
      }),
    accessKeyId: () => accessKeyId,
  };
}

function serviceCall(request: SignedRequest, world: World): AwsCall {
  const target = request.headers["x-amz-target"] ?? "";
  const operation = target.startsWith(TARGET) ? target.slice(TARGET.length) : "";
  const input = parseObject(request.body);
  let accessKeyId: string | undefined;
  return {
    service: "secretsmanager",
    operation,
    parameters: input ?? {},
    answer: () =>
      unlessRefused(errorAnswer, () => {
        const type = request.headers["content-type"] ?? "";
        if (request.method !== "POST" || request.path !== "/" || type !== "application/x-amz-json-1.1") {
          return unknownOperation();
        }
        accessKeyId = world.keys.check(request, world.region, "secretsmanager");
        const run = Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
        if (run === undefined) throw new AwsRefusal("UnknownOperationException", "", 400);
        if (input === undefined) throw new AwsRefusal("SerializationException", "The body is not a JSON object.", 400);
        world.authorize(operation, String(input["SecretId"] ?? input["Name"] ?? ""));
        return { status: 200, body: run(input, world.store) };
      }),
    accessKeyId: () => accessKeyId,
  };
}

function unlessRefused(errorForm: (refusal: AwsRefusal) => Answer, work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    if (error instanceof AwsRefusal) return errorForm(error);
    throw error;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const parsed = JSON.parse(text) as unknown;
    return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
