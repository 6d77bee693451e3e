import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { AcceptedMessage } from "@mailjet-secrets/testing";
import type { World } from "./world.ts";

/** Names of the services. */
export const SERVICES = ["billing-api", "newsletter", "web-shop"] as const;

/** What one service has done. */
export interface ServiceCount {
  readonly service: string;
  /** Mails that it asked for. */
  readonly asked: number;
  /** Mails that Mailjet accepted, each counted once, with the old pair and with the new one. */
  readonly withOldPair: number;
  readonly withNewPair: number;
  readonly lost: number;
  readonly twice: number;
  /** What it could not send, and why. */
  readonly failures: readonly string[];
}

/** The services while they run. */
export interface RunningServices {
  /** Throws if one of them has ended. */
  requireAlive(): void;
  /** Lets them bring their mails to an end, and counts. */
  stop(): Promise<readonly ServiceCount[]>;
}

/** Starts the services, each a process of its own. */
export function startServices(world: World): RunningServices {
  const script = fileURLToPath(new URL("./service.js", import.meta.url));
  const children = SERVICES.map((service) => {
    const env = { ...world.serviceEnvironment, MAILJET_SECRETS_APPLICATION: service };
    const child = spawn(process.execPath, [script], { env, stdio: ["pipe", "pipe", "inherit"], cwd: world.folder });
    return { service, child, output: text(child.stdout) };
  });
  return {
    requireAlive() {
      const ended = children.find(({ child }) => child.exitCode !== null || child.signalCode !== null);
      if (ended !== undefined) throw new Error(`The service ${ended.service} has ended before its time.`);
    },
    async stop() {
      await Promise.all(children.map(({ child }) => stop(child)));
      return Promise.all(
        children.map(async ({ service, output }) =>
          countMails(service, await output, world.mailjet.messages, world.leaked.apiKey),
        ),
      );
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "close");
  child.stdin?.end();
  await ended;
}

/** Compares what a service says at its end with what Mailjet has accepted. `oldKey`: the one that leaked. */
export function countMails(
  service: string,
  output: string,
  messages: readonly Pick<AcceptedMessage, "apiKey" | "customId">[],
  oldKey: string,
): ServiceCount {
  // A service that has died says nothing, and nobody knows how many mails it had promised.
  const { asked = 0, failures = ["no word at its end"] } = output === "" ? {} : JSON.parse(output);
  const accepted = messages.filter(({ customId }) => customId?.startsWith(`${service}-`));
  const once = new Map(accepted.map((message) => [message.customId, message.apiKey === oldKey]));
  const withOldPair = [...once.values()].filter((isOld) => isOld).length;
  return {
    service,
    asked,
    withOldPair,
    withNewPair: once.size - withOldPair,
    lost: asked - once.size,
    twice: accepted.length - once.size,
    failures,
  };
}
