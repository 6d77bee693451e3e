import { envelope, failure, type VaultAnswer } from "./answer.ts";
import { answerKeyValue } from "./key-value.ts";
import { DEFAULT_POLICY, isAllowed, type VaultPolicy } from "./policies.ts";
import { answerHealth, answerPreflight } from "./system-requests.ts";
import { answerTokenRequest } from "./token-requests.ts";
import { authOf, type IssuedToken } from "./tokens.ts";
import { inNamespace, type VaultCall, type VaultWorld } from "./vault-world.ts";

const DENIED = failure(403, "1 error occurred:\n\t* permission denied\n\n");

/** Answers one request in the order in which Vault looks at it. */
export function answerVaultCall(call: VaultCall, world: VaultWorld): VaultAnswer {
  if (world.requestHeaderRequired && !call.hasRequestHeader) return failure(412, "missing 'X-Vault-Request' header");
  const health = answerHealth(call.path, world);
  if (health !== undefined) return health;
  if (!world.initialized) return failure(501, "Vault is not initialized");
  if (world.sealed) return failure(503, "Vault is sealed");
  const clean = `/${call.path}`.replace(/\/{2,}/g, "/");
  if (clean !== `/${call.path}`) return redirect(`/v1${clean}`);
  if (world.activeAddress !== undefined) return redirect(`${world.activeAddress}/v1/${encodeURI(call.path)}`);
  const place = findNamespace(call, world);
  if (place === undefined) return failure(404, "namespace not found");
  return answerOpen({ ...call, ...place }, world) ?? answerWithToken({ ...call, ...place }, world);
}

/** The namespace may stand in the header, in front of the path, or be spread over both. */
function findNamespace({ namespace, path }: VaultCall, { namespaces }: VaultWorld) {
  if (namespace !== "" && !namespaces.has(namespace)) return undefined;
  const full = inNamespace(namespace, path);
  const found = [...namespaces].filter((one) => full.startsWith(`${one}/`)).sort((a, b) => b.length - a.length)[0];
  return found === undefined ? { namespace, path } : { namespace: found, path: full.slice(found.length + 1) };
}

/** What needs no token. */
function answerOpen(call: VaultCall, world: VaultWorld): VaultAnswer | undefined {
  const writes = call.method === "POST" || call.method === "PUT";
  if (writes && call.path === "sys/wrapping/lookup") return world.wrapping.answerLookup(bodyToken(call));
  if (call.path === "sys/wrapping/unwrap" && bodyToken(call) === undefined) {
    return world.wrapping.answerUnwrap(call.token);
  }
  if (!call.path.startsWith("auth/")) return undefined;
  const outcome = world.methods.logIn(call.path.slice("auth/".length), call);
  if (outcome === undefined || "status" in outcome) return outcome;
  const origin = { namespace: call.namespace, path: call.path, meta: outcome.meta };
  const token = world.tokens.issue(outcome.role, origin);
  return envelope(world.names.uuid(), { auth: authOf(token, world.names) });
}

function answerWithToken(call: VaultCall, world: VaultWorld): VaultAnswer {
  const token = world.tokens.find(call.token ?? world.autoAuthToken);
  if (token === undefined) return refusedToken(world);
  token.usesLeft -= 1;
  const root = token.policies.includes("root");
  const path = pathForPolicies(token, call);
  const policies = token.policies.flatMap((name) => policyOf(name, world));
  if (!root && (path === undefined || !(isAllowed(policies, call.method, path) || isPreflight(path)))) return DENIED;
  if (call.path === "sys/wrapping/unwrap") {
    return world.wrapping.answerUnwrap(bodyToken(call));
  }
  return (
    answerTokenRequest(token, call.path, call, world) ??
    answerPreflight(call, root ? "all" : policies, world) ??
    answerEngine(call, world)
  );
}

function answerEngine(call: VaultCall, world: VaultWorld): VaultAnswer {
  const found = world.engines.find(inNamespace(call.namespace, call.path));
  if (found !== undefined) return answerKeyValue(found.engine, found.rest, call, world);
  return failure(404, `no handler for route "${call.path}". route entry not found.`);
}

/** The path as the policies of the token name it. Gives nothing outside of the namespace of the token. */
function pathForPolicies({ namespace }: IssuedToken, call: VaultCall): string | undefined {
  const full = inNamespace(call.namespace, call.path);
  if (namespace === "") return full;
  return full.startsWith(`${namespace}/`) ? full.slice(namespace.length + 1) : undefined;
}

function policyOf(name: string, { policies }: VaultWorld): VaultPolicy[] {
  const found = name === "default" ? DEFAULT_POLICY : policies.get(name);
  return found === undefined ? [] : [found];
}

function isPreflight(path: string): boolean {
  return path.startsWith("sys/internal/ui/mounts/");
}

function refusedToken({ product }: VaultWorld): VaultAnswer {
  if (product === "openbao") return failure(403, "permission denied");
  return failure(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n");
}

function bodyToken({ body }: VaultCall): string | undefined {
  const { token } = (body ?? {}) as { readonly token?: unknown };
  return typeof token === "string" ? token : undefined;
}

function redirect(location: string): VaultAnswer {
  return { status: 307, headers: { location } };
}
