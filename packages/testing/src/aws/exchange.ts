import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@mailjet-secrets/core";
import { type Obstacles, readBody, serveRequest } from "../emulator/serve-request.ts";
import { wireAnswer } from "./answer.ts";
import { type AwsFault, faultOutcome } from "./faults.ts";
import { type ReceivedAwsRequest, visibleHeaders, visibleParameters } from "./received-request.ts";
import type { AwsCall } from "./router.ts";
import type { SignedRequest } from "./signature.ts";

/** What one request meets on its way. */
export interface ExchangeContext {
  readonly clock: Clock;
  /** Recognises the call; answers it when asked to. */
  readonly route: (request: SignedRequest) => AwsCall;
  readonly record: (request: ReceivedAwsRequest) => void;
}

/** Receives one request, notes it, and answers it or fails as told. */
export async function exchange(
  message: IncomingMessage,
  response: ServerResponse,
  { clock, route, record }: ExchangeContext,
  obstacles: Obstacles<AwsFault>,
): Promise<void> {
  const receivedAt = clock.now();
  const request = await readRequest(message);
  const { service, operation, parameters, answer, accessKeyId } = route(request);
  response.setHeader("x-amzn-requestid", "00000000-0000-4000-8000-000000000000");
  const understood = {
    subject: operation,
    answerNow: () => wireAnswer(answer()),
    meet: faultOutcome,
    record: (outcome: { readonly status?: number }) => {
      const caller = accessKeyId();
      record({
        service,
        operation,
        method: request.method,
        path: request.path,
        parameters: visibleParameters(parameters),
        headers: visibleHeaders(request.headers),
        ...(caller === undefined ? {} : { accessKeyId: caller }),
        ...outcome,
        receivedAt,
      });
    },
  };
  // Callers correct their own clock by it.
  response.setHeader("date", new Date(clock.now()).toUTCString());
  await serveRequest(message, response, understood, obstacles);
}

async function readRequest(message: IncomingMessage): Promise<SignedRequest> {
  const body = await readBody(message);
  const [path = "/", query = ""] = (message.url ?? "/").split("?");
  const headers = Object.entries(message.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: message.method ?? "",
    path,
    query,
    headers: Object.fromEntries(headers),
    body: body.toString(),
  };
}
