import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@mailjet-secrets/core";
import type { OpenHold } from "../mailjet/hold.ts";
import type { Answer } from "./answer.ts";
import { type Faults, faultAnswer } from "./faults.ts";
import { type ReceivedAwsRequest, visibleHeaders, visibleParameters } from "./received-request.ts";
import type { AwsCall } from "./router.ts";
import type { SignedRequest } from "./signature.ts";

/** What one request meets on its way. */
export interface ExchangeContext {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly holds: () => readonly OpenHold[];
  /** Recognises the call; answers it when asked to. */
  readonly route: (request: SignedRequest) => AwsCall;
  readonly record: (request: ReceivedAwsRequest) => void;
}

/** Receives one request, notes it, and answers it or fails as told. */
export async function exchange(
  message: IncomingMessage,
  response: ServerResponse,
  context: ExchangeContext,
): Promise<void> {
  const receivedAt = context.clock.now();
  const request = await readRequest(message);
  const { service, operation, parameters, answer: answerCall, accessKeyId } = context.route(request);
  const fault = context.faults.take(operation);
  const answer = fault === undefined ? answerCall() : faultAnswer(fault, answerCall);
  const caller = accessKeyId();
  context.record({
    service,
    operation,
    method: request.method,
    path: request.path,
    parameters: visibleParameters(parameters),
    headers: visibleHeaders(request.headers),
    ...(caller === undefined ? {} : { accessKeyId: caller }),
    ...(typeof answer === "string" ? {} : { status: answer.status }),
    receivedAt,
  });
  for (const hold of context.holds()) if (operation.startsWith(hold.path)) await hold.wait();
  if (fault?.kind === "delay") await passed(fault.ms, context.clock, response);
  if (answer === "reset") message.socket.destroy();
  else if (answer !== "hang") write(response, answer, context.clock);
}

/** Resolves when the time has passed, or nobody waits for the answer any more. */
function passed(ms: number, clock: Clock, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.schedule(resolve, ms);
    response.once("close", () => {
      cancel();
      resolve();
    });
  });
}

async function readRequest(message: IncomingMessage): Promise<SignedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const [path = "/", query = ""] = (message.url ?? "/").split("?");
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: message.method ?? "",
    path,
    query,
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks).toString(),
  };
}

function write(response: ServerResponse, answer: Answer, clock: Clock): void {
  const text = answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body));
  const type = answer.type ?? (answer.body === undefined ? undefined : "application/x-amz-json-1.1");
  response.writeHead(answer.status, {
    ...(type === undefined ? {} : { "content-type": type }),
    "x-amzn-requestid": "00000000-0000-4000-8000-000000000000",
    // Callers correct their own clock by it.
    date: new Date(clock.now()).toUTCString(),
    ...answer.headers,
  });
  response.end(text);
}
