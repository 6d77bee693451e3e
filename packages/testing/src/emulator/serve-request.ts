import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "@mailjet-secrets/core";
import type { ActiveFaults } from "./active-faults.ts";
import type { OpenHold } from "./hold.ts";
import { timePassed } from "./time-passed.ts";
import type { WireAnswer, WireOutcome } from "./wire-answer.ts";

/** What stands between the requests of an emulator and their answers. */
export interface Obstacles<F> {
  readonly clock: Clock;
  readonly faults: ActiveFaults<F>;
  readonly holds: () => readonly OpenHold[];
}

/** One request that was read and understood. */
export interface UnderstoodRequest<F> {
  /** By what faults and holds choose requests: the path, or the name of the operation. */
  readonly subject: string;
  /** Processes the request. */
  readonly answerNow: () => WireAnswer;
  /** What a fault makes of it. */
  readonly meet: (fault: F, answerNow: () => WireAnswer) => WireOutcome;
  /** Notes the request. `status`: nothing if there is no answer. */
  readonly record: (outcome: { readonly status?: number }) => void;
}

/** Answers one request, or fails as told; late, if an obstacle wants it so. */
export async function serveRequest<F extends { readonly kind: string; readonly ms?: number }>(
  message: IncomingMessage,
  response: ServerResponse,
  { subject, answerNow, meet, record }: UnderstoodRequest<F>,
  { clock, faults, holds }: Obstacles<F>,
): Promise<void> {
  const fault = faults.take(subject);
  const outcome = fault === undefined ? answerNow() : meet(fault, answerNow);
  record(typeof outcome === "string" ? {} : { status: outcome.status });
  for (const hold of holds()) if (subject.startsWith(hold.path)) await hold.wait();
  if (fault?.ms !== undefined) await timePassed(fault.ms, clock, response);
  if (outcome === "reset") message.socket.destroy();
  else if (outcome !== "hang") {
    const body = Buffer.from(outcome.body);
    response.writeHead(outcome.status, { ...outcome.headers, ...lengthOf(outcome.status, body) });
    response.end(body);
  }
}

/** The bytes of the body of a request. */
export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function lengthOf(status: number, body: Buffer): { readonly "content-length"?: number } {
  return status === 204 ? {} : { "content-length": body.length };
}
