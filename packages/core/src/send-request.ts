import type { OpenAccount } from "./account-registry.ts";
import { refuseInsecureProxy } from "./insecure-proxy.ts";
import type { MailjetCredentials } from "./mailjet-credentials.ts";
import { loadMailjetModule, type MailjetModule, majorVersion } from "./mailjet-module.ts";
import { clientConfig, clientOptions, DEFAULT_HOST, type MailjetOptions } from "./mailjet-options.ts";
import { cleanError, cleanResult, rejectionIn } from "./mailjet-outcome.ts";
import type { ClientParams } from "./node-mailjet-types.ts";
import type { RecordedRequest } from "./recorded-request.ts";

type UnknownRecord = Record<string, unknown>;

/** Arguments of `request()`, as node-mailjet takes them. */
export interface RequestArguments {
  readonly data?: UnknownRecord | string | undefined;
  readonly params?: UnknownRecord | undefined;
  /** `false`: nothing is sent, the answer tells what would be. @default true */
  readonly performAPICall?: boolean | undefined;
}

/** Sends recorded requests of one account. */
export type SendRequest = (record: RecordedRequest, parameters: RequestArguments) => Promise<unknown>;

/** Stands where node-mailjet insists on a key although nothing is sent. */
export const NO_CREDENTIALS = { apiKey: "not-held-here", apiSecret: "not-held-here" } as const;

/**
 * Creates the function that sends for one account: each attempt takes the pair of that moment, builds the request anew
 * and gives back node-mailjet's result or error without anything that holds the pair.
 */
export function createSendRequest(open: () => Promise<OpenAccount>): SendRequest {
  return async (record, parameters) => {
    const module = await loadMailjetModule();
    const { account, options } = await open();
    if (parameters.performAPICall === false) return describe(record, parameters, module, options.mailjet);
    return account.run((credentials) => attempt(record, parameters, credentials, module, options.mailjet), {
      ownRequest: true,
      rejectionIn: (error) => rejectionIn(error as Error),
      isAnswer: (error) => typeof (error as { statusCode?: unknown }).statusCode === "number",
    });
  };
}

async function attempt(
  record: RecordedRequest,
  parameters: RequestArguments,
  credentials: MailjetCredentials,
  module: MailjetModule,
  options: MailjetOptions,
): Promise<unknown> {
  const config = clientConfig(options, credentials.host);
  if (majorVersion(module) < 7 && options.allowInsecureProxy !== true) {
    refuseInsecureProxy(record.config?.host ?? config.host ?? DEFAULT_HOST, options.proxy, process.env);
  }
  try {
    const client = new module.Client({ ...login(credentials), config, options: clientOptions(options) ?? null });
    const request = record.build(client, module);
    return cleanResult(await request.request(parameters.data, parameters.params));
  } catch (error) {
    throw cleanError(error, credentials);
  }
}

function describe(
  record: RecordedRequest,
  { data, params }: RequestArguments,
  module: MailjetModule,
  options: MailjetOptions,
): Promise<unknown> {
  const client = new module.Client({ ...NO_CREDENTIALS, config: clientConfig(options) });
  return record.build(client, module).request(data, params, false);
}

/** The mere presence of `apiToken` makes node-mailjet choose it, so only one of the forms is given. */
function login(credentials: MailjetCredentials): Pick<ClientParams, "apiKey" | "apiSecret" | "apiToken"> {
  return credentials.kind === "sms"
    ? { apiToken: credentials.apiToken() }
    : { apiKey: credentials.apiKey(), apiSecret: credentials.apiSecret() };
}
