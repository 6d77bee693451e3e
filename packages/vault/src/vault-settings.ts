import type { TransportOptions } from "@mailjet-secrets/http";
import { cleanNamespace } from "./clean-namespace.ts";
import { type Environment, vaultVariable } from "./environment.ts";
import { tlsOptions } from "./tls-options.ts";
import { vaultError } from "./vault-failure.ts";
import type { VaultProviderOptions } from "./vault-options.ts";

/** What is known once environment and files were read. */
export interface VaultSettings {
  readonly transport: TransportOptions;
  /** Without outer slashes; empty: the root namespace. */
  readonly namespace: string;
  /** Whether an Agent or Proxy is addressed, which may have a token of its own. */
  readonly viaAgent: boolean;
  readonly hasClientCertificate: boolean;
}

interface Address {
  readonly text: string;
  readonly viaAgent: boolean;
}

/** Puts options, environment and files together. Throws `INVALID_CONFIG`. */
export async function vaultSettings(options: VaultProviderOptions, signal: AbortSignal): Promise<VaultSettings> {
  const environment = options.environment ?? process.env;
  const { text, viaAgent } = findAddress(options, environment);
  const socketPath = /^unix:(?:\/\/)?(\/.+)$/.exec(text)?.[1];
  const baseUrl = socketPath === undefined ? text.replace(/\/+$/, "").replace(/\/v1$/, "") : "http://localhost";
  const tls = await tlsOptions(options.tls ?? {}, { environment, signal });
  const namespace = options.namespace ?? vaultVariable(environment, "NAMESPACE") ?? "";
  return {
    transport: {
      provider: "vault",
      baseUrl,
      ...(socketPath === undefined ? {} : { socketPath }),
      ...tls,
      // An Agent may refuse requests without it, so that no page in a browser can make them.
      headers: { "x-vault-request": "true" },
      followRedirect: (target) => isKnownHost(target, baseUrl, options.redirectHosts ?? []),
      ...given(options, "allowInsecureHttp"),
      ...given(options, "timeoutMs"),
      ...proxy(options, environment),
    },
    namespace: cleanNamespace(namespace, "namespace (VAULT_NAMESPACE)"),
    viaAgent: viaAgent || socketPath !== undefined,
    hasClientCertificate: tls.clientCertificate !== undefined,
  };
}

function findAddress({ address }: VaultProviderOptions, environment: Environment): Address {
  if (address !== undefined && address.trim() !== "") return { text: address.trim(), viaAgent: false };
  const agent = vaultVariable(environment, "AGENT_ADDR");
  if (agent !== undefined) return { text: agent, viaAgent: true };
  const server = vaultVariable(environment, "ADDR");
  if (server !== undefined) return { text: server, viaAgent: false };
  const hint = "Set address, VAULT_ADDR or BAO_ADDR, for example to https://vault.example.com:8200.";
  const hidden =
    environment["BAO_ADDR"] === "" ? " BAO_ADDR is set and empty, and goes before VAULT_ADDR: unset it." : "";
  throw vaultError("INVALID_CONFIG", "The address of Vault is not known.", { hint: `${hint}${hidden}` });
}

/** Port included: another one may be somebody else's. */
function isKnownHost(target: URL, baseUrl: string, others: readonly string[]): boolean {
  const port = target.port || (target.protocol === "https:" ? "443" : "80");
  const names = [target.hostname, `${target.hostname}:${port}`];
  return target.host === new URL(baseUrl).host || others.some((other) => names.includes(other.toLowerCase()));
}

function proxy({ proxy: own }: VaultProviderOptions, environment: Environment): Pick<TransportOptions, "proxy"> {
  const found = own ?? vaultVariable(environment, "PROXY_ADDR") ?? vaultVariable(environment, "HTTP_PROXY");
  return found === undefined ? {} : { proxy: found };
}

function given<Name extends keyof VaultProviderOptions>(
  options: VaultProviderOptions,
  name: Name,
): { readonly [Key in Name]?: NonNullable<VaultProviderOptions[Key]> } {
  const value = options[name];
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: NonNullable<VaultProviderOptions[Key]> };
}
