import type { MailjetCredentials } from "./mailjet-credentials.ts";
import type { MailjetModule } from "./mailjet-module.ts";
import { clientConfig, clientOptions, type MailjetOptions } from "./mailjet-options.ts";
import type { ClientParams } from "./node-mailjet-types.ts";

/** A client of node-mailjet. */
export type NodeMailjetClient = InstanceType<MailjetModule["Client"]>;

/** Gives the client of node-mailjet that logs in with a pair. It holds the pair readably: nobody else may get it. */
export type ClientWith = (credentials: MailjetCredentials, module: MailjetModule) => NodeMailjetClient;

/** Creates a {@link ClientWith} that makes one client for each pair, and keeps it as long as the pair. */
export function clientsByPair(options: MailjetOptions): ClientWith {
  const clients = new WeakMap<MailjetCredentials, NodeMailjetClient>();
  return (credentials, module) => {
    const kept = clients.get(credentials);
    if (kept !== undefined) return kept;
    const config = clientConfig(options, credentials.host);
    const client = new module.Client({ ...login(credentials), config, options: clientOptions(options) ?? null });
    clients.set(credentials, client);
    return client;
  };
}

/** The mere presence of `apiToken` makes node-mailjet choose it, so only one of the forms is given. */
function login(credentials: MailjetCredentials): Pick<ClientParams, "apiKey" | "apiSecret" | "apiToken"> {
  return credentials.kind === "sms"
    ? { apiToken: credentials.apiToken() }
    : { apiKey: credentials.apiKey(), apiSecret: credentials.apiSecret() };
}
