import { checkedLine } from "./checked-line.ts";
import { invalidConfig } from "./conjur-error.ts";

/** How messages call a name that becomes one segment of a path, and where it is set. */
interface Naming {
  readonly what: string;
  readonly option: string;
  readonly variable: string;
  readonly example: string;
}

/** Throws `INVALID_CONFIG` if the login is missing, percent-encoded or no line. */
export function checkedLogin(login: string | undefined, variable: string, option = "auth.login"): string {
  return checkedName(login, { what: "The login for Conjur", option, variable, example: "host/mailjet/app" });
}

/** Throws `INVALID_CONFIG` if the service id of the authenticator is missing, percent-encoded or no line. */
export function checkedServiceId(serviceId: string | undefined, authenticator: string, variable: string): string {
  const what = `The service id of ${authenticator}`;
  return checkedName(serviceId, { what, option: "auth.serviceId", variable, example: "prod/eu" });
}

function checkedName(name: string | undefined, { what, option, variable, example }: Naming): string {
  if (name === undefined) throw invalidConfig(`${what} is missing.`, `Set ${variable} or ${option}.`);
  // Encoded once more it would be another one.
  if (/%[0-9a-f]{2}/i.test(name)) {
    throw invalidConfig(`${what} is percent-encoded.`, `Write it plainly, as in ${example}.`);
  }
  return checkedLine(name, `${what} (${option} or ${variable})`);
}
