import { checkedLine } from "./checked-line.ts";
import { invalidConfig } from "./conjur-error.ts";

/**
 * Throws `INVALID_CONFIG` if the service id of an authenticator is missing, is no line, or is percent-encoded: encoded once
 * more it would be another one.
 */
export function checkedServiceId(serviceId: string | undefined, authenticator: string, variableName: string): string {
  if (serviceId === undefined) {
    throw invalidConfig(`The service id of ${authenticator} is missing.`, `Set ${variableName} or auth.serviceId.`);
  }
  if (/%[0-9a-f]{2}/i.test(serviceId)) {
    throw invalidConfig(`The service id of ${authenticator} is percent-encoded.`, "Write it plainly, as in prod/eu.");
  }
  return checkedLine(serviceId, `The service id (auth.serviceId or ${variableName})`);
}
