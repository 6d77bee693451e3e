import type { MailjetClientFactory, MailjetOptions } from "@mailjet-secrets/core";
import { memoryProvider } from "@mailjet-secrets/testing";
import type { Client } from "node-mailjet";
import type { NodeMailjetVersion } from "./node-mailjet-versions.ts";
import type { Connect, Sample, SampleClient, Settings } from "./sample.ts";

export const PAIR = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
export const WRONG_PAIR = { apiKey: PAIR.apiKey, apiSecret: "0123456789abcdef0123456789abcdef" };
export const TOKEN = "89abcdef0123456789abcdef01234567";

/** What is needed to make a client. */
export type Making = Pick<Sample, "connect" | "kind"> & {
  readonly settings: Settings;
  /** @default the one that the emulator knows */
  readonly pair?: typeof PAIR;
  /** Whether ours may use a proxy as node-mailjet 6 does. @default true */
  readonly allowInsecureProxy?: boolean;
  /** How often ours sends again after a 429. @default 0, as node-mailjet does */
  readonly rateLimitRetries?: number;
};

type Login = typeof PAIR | { readonly apiToken: string };

/** The original, made as the sample makes it. */
export function originalClient({ Mailjet }: NodeMailjetVersion, making: Making): Client {
  const { settings, connect = "new Mailjet" } = making;
  const { apiKey, apiSecret } = making.pair ?? PAIR;
  const make: Record<Connect, () => Client> = {
    "new Mailjet": () => new Mailjet({ ...loginOf(making), ...settings }),
    "new Client": () => new Mailjet.Client({ ...loginOf(making), ...settings }),
    apiConnect: () => Mailjet.apiConnect(apiKey, apiSecret, settings),
    smsConnect: () => Mailjet.smsConnect(TOKEN, settings),
  };
  return make[connect]();
}

/** Our factory over a store with the same login and settings. */
export function factoryFor({ createFactory }: NodeMailjetVersion, making: Making): MailjetClientFactory {
  const { allowInsecureProxy = true, rateLimitRetries = 0 } = making;
  return createFactory({
    provider: memoryProvider({ "prod/mailjet": loginOf(making) }),
    secret: { id: "prod/mailjet", kind: making.kind ?? "mail" },
    rotationGraceMs: 0,
    mailjet: { ...ourOptions(making.settings), allowInsecureProxy, rateLimitRetries },
  });
}

/** The ways to send with us; each gives what stands in the place of the original client. */
export const WAYS: Readonly<Record<string, (factory: MailjetClientFactory) => Promise<SampleClient>>> = {
  "the live client": (factory) => factory.getClient(),
  "the factory": async (factory) => factory,
};

function loginOf({ kind, pair = PAIR }: Making): Login {
  return kind === "sms" ? { apiToken: TOKEN } : pair;
}

/** The same settings in our words. */
function ourOptions({ config, options }: Settings): MailjetOptions {
  const { timeout, headers, ...others } = options ?? {};
  return {
    ...config,
    ...others,
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
    ...(headers === undefined ? {} : { headers: headers as Record<string, string> }),
  };
}
