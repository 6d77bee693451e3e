import { pause, type SecretReference, systemClock } from "@mailjet-secrets/core";
import type { Transport, TransportResponse } from "@mailjet-secrets/http";
import { agentFailure, isNotReady, valueOutput } from "./agent-answer.ts";
import { agentPort, agentToken } from "./agent-settings.ts";
import type { AwsAgentOptions } from "./aws-options.ts";
import type { AwsStore } from "./aws-store.ts";
import { versionSelector } from "./secret-id.ts";
import { secretSnapshot } from "./secret-snapshot.ts";

const TOKEN_HEADER = "x-aws-parameters-secrets-token";
/** Pauses while the extension is starting, in milliseconds. */
const NOT_READY_PAUSES_MS = [50, 100, 200, 400];
const MOST_REMEMBERED = 10_000;

/** Secrets Manager by the agent or Lambda extension on this machine. The AWS SDK is not loaded. */
export function agentStore(options: AwsAgentOptions): AwsStore {
  const clock = options.clock ?? systemClock;
  const readBefore = new Set<string>();
  let opening: Promise<Transport> | undefined;

  const send = async (path: string, signal: AbortSignal): Promise<TransportResponse> => {
    const token = await agentToken(options);
    opening ??= openTransport(options);
    const transport = await opening.catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return transport.request({ method: "GET", path, headers: { [TOKEN_HEADER]: token }, signal });
  };

  return {
    async read(secret, signal) {
      const key = JSON.stringify([secret.id, secret.requestedVersion]);
      // Core keeps values itself: who asks again wants to know what the store holds now, not what the agent kept.
      const path = requestPath(secret, options.via === "agent" && readBefore.has(key));
      let answer = await send(path, signal);
      for (const pauseMs of NOT_READY_PAUSES_MS) {
        if (!isNotReady(answer)) break;
        await pause(pauseMs, signal, clock);
        answer = await send(path, signal);
      }
      if (answer.status !== 200) throw agentFailure(answer, secret);
      const snapshot = secretSnapshot(valueOutput(answer, secret), secret);
      if (readBefore.size >= MOST_REMEMBERED) readBefore.clear();
      readBefore.add(key);
      return snapshot;
    },
    close: async () => (await opening?.catch(() => undefined))?.close(),
  };
}

async function openTransport(options: AwsAgentOptions): Promise<Transport> {
  const { connectTimeoutMs = 2_000, timeoutMs = 3_000, clock } = options;
  const port = agentPort(options);
  const { createTransport } = await import("@mailjet-secrets/http");
  return createTransport({
    provider: "aws",
    baseUrl: `http://127.0.0.1:${port}`,
    connectTimeoutMs,
    timeoutMs,
    ...(clock === undefined ? {} : { clock }),
  });
}

function requestPath({ id, requestedVersion }: SecretReference, fresh: boolean): string {
  const { versionId, versionStage } = versionSelector(requestedVersion);
  const query = {
    secretId: id,
    ...(versionId === undefined ? {} : { versionId }),
    ...(versionStage === undefined ? {} : { versionStage }),
    ...(fresh ? { refreshNow: "true" } : {}),
  };
  // Not URLSearchParams: the agent does not take "+" for a blank.
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `/secretsmanager/get?${parts.join("&")}`;
}
