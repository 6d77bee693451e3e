import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { PLAIN_HTTP } from "./aws-failure.ts";

/**
 * Lets a client of ours, and the clients of STS and SSO that get its request handler, speak to another machine by HTTPS
 * only: wherever an address comes from (option, environment, profile), it is looked at when it is used.
 */
export function guardAddresses({ config }: SecretsManagerClient, allowInsecureHttp: boolean): void {
  const { requestHandler } = config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = async (request, options) => {
    if (request.protocol !== "https:") await checkPlain(request, allowInsecureHttp);
    return handle(request, options);
  };
}

async function checkPlain(
  { protocol, hostname }: { readonly protocol: string; readonly hostname: string },
  allowInsecureHttp: boolean,
): Promise<void> {
  if (protocol !== "http:") throw failure("NoAddressError", "This is no address of HTTP.");
  if (allowInsecureHttp) return;
  const { isLoopback } = await import("@mailjet-secrets/http");
  if (!isLoopback(hostname)) throw failure("PlainHttpError", PLAIN_HTTP);
}

function failure(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
