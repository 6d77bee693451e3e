import { SecretsError } from "@mailjet-secrets/core";
import { isLoopback } from "./is-loopback.ts";
import type { TransportOptions } from "./transport.ts";

/** Where requests go: `origin` without, `path` with its leading slash, neither with one at its end. */
export interface BaseUrl {
  readonly url: URL;
  readonly origin: string;
  readonly path: string;
}

/** Reads `baseUrl`. Throws `INVALID_CONFIG`, never quoting the address: it may hold a password. */
export function readBaseUrl(options: TransportOptions): BaseUrl {
  const { baseUrl } = options;
  if (typeof baseUrl !== "string" || !/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw invalid(options, "is not a full one", "Write it in full, as in https://vault.example.com:8200.");
  }
  const url = new URL(baseUrl);
  if (url.username !== "" || url.password !== "") {
    throw invalid(options, "holds a user name or password", "Give the login by the options made for it.");
  }
  if (url.search !== "" || url.hash !== "") throw invalid(options, "has a query or fragment", "Leave out `?` and `#`.");
  if (!isSafe(url, options)) {
    throw invalid(
      options,
      `is http: to ${url.host}, where a login could be read on the way`,
      "Use https:, or set allowInsecureHttp.",
    );
  }
  return { url, origin: url.origin, path: url.pathname.replace(/\/+$/, "") };
}

/** Whether nobody can listen on the way: TLS, this machine, a unix socket, or the user says so. */
export function isSafe(url: URL, options: Pick<TransportOptions, "allowInsecureHttp" | "socketPath">): boolean {
  if (url.protocol === "https:" || isLoopback(url.hostname)) return true;
  return options.socketPath !== undefined || options.allowInsecureHttp === true;
}

function invalid(options: TransportOptions, reason: string, hint: string): SecretsError {
  return new SecretsError("INVALID_CONFIG", `The address of the server ${reason}.`, {
    provider: options.provider,
    hint,
  });
}
