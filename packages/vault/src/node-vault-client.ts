import { notLoaded, SecretsError } from "@mailjet-secrets/core";
import { createTransport, type TransportOptions, type TransportResponse } from "@mailjet-secrets/http";
import { type VaultAnswer, vaultAnswer } from "./vault-answer.ts";
import { vaultError } from "./vault-failure.ts";

/** What goes with a request. */
export interface VaultCallOptions {
  /** Absence: none is sent. */
  readonly token?: string | undefined;
  /** Without outer slashes; empty: the root namespace. */
  readonly namespace: string;
  readonly signal: AbortSignal;
}

/** Requests to Vault. An answer of any status is given back; rejects like the transport. */
export interface VaultClient {
  /** `path`: encoded, below `/v1/`, with its query. */
  get(path: string, options: VaultCallOptions): Promise<VaultAnswer>;
  /** `body` absent: none is sent. */
  post(path: string, body: object | undefined, options: VaultCallOptions): Promise<VaultAnswer>;
  close(): Promise<void>;
}

/** The options of one call, as node-vault hands them on to what sends it. */
interface NodeVaultCall {
  readonly method: "GET" | "POST";
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: object;
  readonly signal: AbortSignal;
}

interface NodeVaultOptions {
  readonly endpoint: string;
  readonly debug: () => void;
  readonly "request-promise": {
    readonly defaults: () => (call: NodeVaultCall) => Promise<TransportResponse>;
  };
}

/** The part of node-vault 0.12 that is used. Its own types say `any` for every result and lack half of this. */
interface NodeVault {
  token: string;
  namespace: string;
  pathPrefix: string;
  handleVaultResponse: (response: TransportResponse) => TransportResponse;
  read(path: string, options: object): Promise<TransportResponse>;
  write(path: string, body: object | undefined, options: object): Promise<TransportResponse>;
}

type CreateNodeVault = (options: NodeVaultOptions) => NodeVault;

const TRUST_HINT =
  "Give the certificate of its authority by tls.caFile, tls.ca or VAULT_CACERT; the check need not be turned off.";
const UNTRUSTED = /SELF_SIGNED|ISSUER|VERIFY/;

/** Loads node-vault and lets it speak through a transport of ours. Rejects with `MISSING_DEPENDENCY` or `INVALID_CONFIG`. */
export async function createVaultClient(options: TransportOptions): Promise<VaultClient> {
  const create = await loadNodeVault();
  const transport = createTransport(options);
  const endpoint = options.baseUrl;
  const send = async ({ method, uri, headers, json, signal }: NodeVaultCall): Promise<TransportResponse> =>
    transport.request({
      method,
      path: uri.slice(endpoint.length),
      headers: { ...headers, ...(json === undefined ? {} : { "content-type": "application/json" }) },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      signal,
    });
  // Without `debug` it prints bodies, secret ids among them, under DEBUG=node-vault.
  const client = create({ endpoint, debug: () => {}, "request-promise": { defaults: () => send } });
  // Set afterwards: an empty option would make it read VAULT_TOKEN, VAULT_NAMESPACE and VAULT_PREFIX.
  Object.assign(client, { token: "", namespace: "", pathPrefix: "" });
  // Its own answers to a failure drop warnings and `Retry-After`.
  client.handleVaultResponse = (response) => response;
  return {
    get: (path, call) => client.read(path, callOptions(call)).then(vaultAnswer, rethrow),
    post: (path, body, call) => client.write(path, body, callOptions(call)).then(vaultAnswer, rethrow),
    close: transport.close,
  };
}

async function loadNodeVault(): Promise<CreateNodeVault> {
  const module: unknown = await import("node-vault").catch(notLoaded("node-vault", { provider: "vault" }));
  return (module as { readonly default: CreateNodeVault }).default;
}

/** Made anew for every call: node-vault writes into the headers it is given. */
function callOptions({ token, namespace, signal }: VaultCallOptions): object {
  return {
    headers: {
      ...(token === undefined ? {} : { "x-vault-token": token }),
      ...(namespace === "" ? {} : { "x-vault-namespace": namespace }),
    },
    signal,
  };
}

/** Names our options where the transport can only name its own. */
function rethrow(error: unknown): never {
  if (SecretsError.is(error, "UNAVAILABLE") && UNTRUSTED.test(error.cause?.code ?? "")) {
    throw reworded(error, withoutHint(error), TRUST_HINT);
  }
  if (SecretsError.is(error, "INVALID_CONFIG")) {
    const message = withoutHint(error)
      .replace("(clientCertificate)", "(tls.clientCertificateFile and tls.clientKeyFile, VAULT_CLIENT_CERT and _KEY)")
      .replace("(caCertificates)", "(tls.caFile, tls.ca, VAULT_CACERT)");
    throw reworded(error, message, error.hint);
  }
  throw error;
}

function withoutHint({ message, hint }: SecretsError): string {
  return hint === undefined ? message : message.slice(0, -hint.length).trimEnd();
}

function reworded({ code, retryable, cause }: SecretsError, message: string, hint: string | undefined): SecretsError {
  return vaultError(code, message, {
    retryable,
    ...(cause === undefined ? {} : { cause }),
    ...(hint === undefined ? {} : { hint }),
  });
}
