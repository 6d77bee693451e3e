import type { IncomingMessage, ServerResponse } from "node:http";
import { type Answer, codedError, restError, toJson, uncodedUnauthorized } from "./answer.ts";
import { type Faults, type MailjetFault, statusFaultAnswer } from "./faults.ts";
import type { OpenHold } from "./hold.ts";
import { authenticationOf, describeRequest, type ReceivedRequest } from "./received-request.ts";
import { answerCall } from "./router.ts";
import { timePassed } from "./time-passed.ts";
import type { World } from "./world.ts";

const MAXIMUM_BODY_BYTES = 15 * 1024 * 1024;

/** What one request meets on its way. */
export interface ExchangeContext {
  readonly world: World;
  readonly faults: Faults;
  readonly holds: () => readonly OpenHold[];
  readonly record: (request: ReceivedRequest) => void;
}

/** Receives one request, notes it, and answers it or fails as told. */
export async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  context: ExchangeContext,
): Promise<void> {
  const { world, faults } = context;
  if (world.abuse.blockedUntil() !== undefined) return void request.socket.destroy();
  const receivedAt = world.clock.now();
  const url = new URL(request.url ?? "/", "https://localhost");
  const text = await readText(request);
  const body = text === undefined ? undefined : parseJson(text);
  const authentication = authenticationOf(request);
  const call = { method: request.method ?? "", path: url.pathname, query: url.searchParams, body };
  const fault = faults.take(url.pathname);
  const answerNow = (): Answer =>
    text === undefined ? tooLarge(url.pathname, world) : answerCall(call, authentication, world);
  const answer = fault === undefined ? answerNow() : faultAnswer(fault, answerNow, world);
  const description = describeRequest(request, url, authentication, world.accounts);
  context.record({
    ...description,
    ...(body === undefined ? {} : { body }),
    ...(typeof answer === "string" ? {} : { status: answer.status }),
    receivedAt,
  });
  for (const hold of context.holds()) if (url.pathname.startsWith(hold.path)) await hold.wait();
  if (fault?.kind === "delay") await timePassed(fault.ms, world.clock, response);
  if (answer === "reset") request.socket.destroy();
  else if (answer !== "hang") write(response, answer);
}

async function readText(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // Reading on without keeping it, so that the caller gets to see the answer.
    if (bytes <= MAXIMUM_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAXIMUM_BODY_BYTES ? undefined : Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function tooLarge(path: string, { numbers }: World): Answer {
  const message = "The payload is over the limit.";
  return path === "/v3.1/send" ? codedError(numbers.uuid(), 400, "mj-0011", message) : restError(413, message);
}

function faultAnswer(fault: MailjetFault, answerNow: () => Answer, world: World): Answer | "reset" | "hang" {
  if (fault.kind === "delay") return answerNow();
  if (fault.afterProcessing === true) answerNow();
  const identifier = world.numbers.uuid();
  switch (fault.kind) {
    case "status":
      return statusFaultAnswer(fault, identifier);
    case "garbage":
      return { status: 200, text: '{"Messages":[{"Status":' };
    case "unauthorized-without-code":
      return uncodedUnauthorized(identifier);
    default:
      return fault.kind;
  }
}

function write(response: ServerResponse, answer: Answer): void {
  const text = answer.text ?? (answer.body === undefined ? "" : toJson(answer.body));
  const type: Record<string, string> = text === "" ? {} : { "content-type": "application/json; charset=UTF-8" };
  response.writeHead(answer.status, { ...type, ...answer.headers });
  response.end(text);
}
