import type { IncomingMessage, ServerResponse } from "node:http";
import { type Obstacles, serveRequest } from "../emulator/serve-request.ts";
import type { WireAnswer } from "../emulator/wire-answer.ts";
import { type Answer, codedError, restError, wireAnswer } from "./answer.ts";
import { faultOutcome, type MailjetFault } from "./faults.ts";
import { authenticationOf, describeRequest, type ReceivedRequest } from "./received-request.ts";
import { answerCall } from "./router.ts";
import type { World } from "./world.ts";

const MAXIMUM_BODY_BYTES = 15 * 1024 * 1024;

/** What one request meets on its way. */
export interface ExchangeContext {
  readonly world: World;
  readonly record: (request: ReceivedRequest) => void;
}

/** Receives one request, notes it, and answers it or fails as told. */
export async function exchange(
  request: IncomingMessage,
  response: ServerResponse,
  { world, record }: ExchangeContext,
  obstacles: Obstacles<MailjetFault>,
): Promise<void> {
  if (world.abuse.blockedUntil() !== undefined) return void request.socket.destroy();
  const receivedAt = world.clock.now();
  response.setHeader("date", new Date(receivedAt).toUTCString());
  const url = new URL(request.url ?? "/", "https://localhost");
  const text = await readText(request);
  const body = text === undefined ? undefined : parseJson(text);
  const authentication = authenticationOf(request);
  const call = { method: request.method ?? "", path: url.pathname, query: url.searchParams, body };
  const understood = {
    subject: url.pathname,
    answerNow: () =>
      wireAnswer(text === undefined ? tooLarge(url.pathname, world) : answerCall(call, authentication, world)),
    meet: (fault: MailjetFault, answerNow: () => WireAnswer) => faultOutcome(fault, answerNow, world.numbers),
    record: (outcome: { readonly status?: number }) =>
      record({
        ...describeRequest(request, url, authentication, world.accounts),
        ...(body === undefined ? {} : { body }),
        ...outcome,
        receivedAt,
      }),
  };
  const byMethod = { ...obstacles.faults, take: (path: string) => obstacles.faults.take(`${call.method} ${path}`) };
  await serveRequest(request, response, understood, { ...obstacles, faults: byMethod });
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
