import type { Clock } from "@mailjet-secrets/core";
import { type Answer, AwsRefusal } from "./answer.ts";
import { versionOutput } from "./operations.ts";
import type { SecretStore } from "./secret-store.ts";
import type { SignedRequest } from "./signature.ts";

/** The Secrets Manager Agent, or the Lambda extension, on the emulator's own port. */
export interface EmulatedAgent {
  /** What callers have to send as `X-Aws-Parameters-Secrets-Token`. */
  token: string;
  /** While `false`, it answers like the Lambda extension during the INIT phase. @default true */
  ready: boolean;
  /** How long it answers from its own cache, in milliseconds. @default 300_000 */
  cacheMs: number;
}

const PARAMETERS = ["secretId", "versionId", "versionStage", "refreshNow"];
const REFRESH: Readonly<Record<string, boolean>> = { true: true, "1": true, false: false, "0": false };

/** What answers in place of the service. */
export interface AgentDesk {
  answer(request: SignedRequest): Answer;
  /** Empties its cache. */
  forget(): void;
}

/** Whether the path is one of the agent's. */
export function isAgentPath(path: string): boolean {
  return path === "/ping" || path.startsWith("/secretsmanager/") || path.startsWith("/v1/");
}

/** Creates the handler of the agent's requests. `refusal`: what its own call of the service meets, if anything. */
export function localAgent(
  agent: EmulatedAgent,
  store: SecretStore,
  refusal: (secretId: string) => void,
  clock: Clock,
): AgentDesk {
  const cache = new Map<string, { readonly body: string; readonly until: number }>();
  const answer = (request: SignedRequest): Answer => {
    const refused = refuse(request, agent);
    if (refused !== undefined) return refused;
    const query = new URLSearchParams(request.query);
    // The id in the path is taken as it is, not decoded.
    if (request.path.startsWith("/v1/")) query.set("secretId", request.path.slice("/v1/".length));
    const wrong = wrongParameter(query);
    if (wrong !== undefined) return plain(400, wrong);
    const [secretId, versionId, versionStage] = ["secretId", "versionId", "versionStage"].map(
      (name) => query.get(name) ?? undefined,
    );
    const key = JSON.stringify([secretId, versionId, versionStage]);
    const kept = cache.get(key);
    const refresh = REFRESH[query.get("refreshNow") ?? "false"] === true;
    if (kept !== undefined && kept.until > clock.now() && !refresh) return { status: 200, text: kept.body };
    try {
      refusal(secretId ?? "");
      const output = versionOutput(store.usable(secretId ?? ""), versionId, versionStage);
      // Unlike the service's own answer: seconds as text, and no content type.
      const body = JSON.stringify({ ...output, CreatedDate: String(output["CreatedDate"]) });
      cache.set(key, { body, until: clock.now() + agent.cacheMs });
      return { status: 200, text: body };
    } catch (error) {
      if (error instanceof AwsRefusal) return serviceError(error);
      throw error;
    }
  };
  return { answer, forget: () => cache.clear() };
}

function refuse({ method, path, headers }: SignedRequest, agent: EmulatedAgent): Answer | undefined {
  if (method !== "GET") return plain(405, "Not allowed");
  if (path === "/ping") return plain(200, "healthy");
  if (headers["x-forwarded-for"] !== undefined) return plain(400, "Forwarded");
  const token = headers["x-aws-parameters-secrets-token"] ?? headers["x-vault-token"];
  if (token !== agent.token) return plain(403, "Bad Token");
  if (!agent.ready) return plain(400, "not ready to serve traffic, please wait");
  return path === "/secretsmanager/get" || path.startsWith("/v1/") ? undefined : plain(404, "Not found");
}

function wrongParameter(query: URLSearchParams): string | undefined {
  const unknown = [...query.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) return `unknown parameter: ${unknown}`;
  if ((query.get("secretId") ?? "") === "") return "missing parameter secretId";
  const refresh = query.get("refreshNow");
  return refresh === null || Object.hasOwn(REFRESH, refresh) ? undefined : "invalid refreshNow value";
}

function serviceError({ status, name, message }: AwsRefusal): Answer {
  // As the agent writes it: the message is not escaped, so a quote in it breaks the JSON.
  return { status, text: `{"__type":"${name}", "message":"${message}"}` };
}

function plain(status: number, text: string): Answer {
  return { status, text };
}
