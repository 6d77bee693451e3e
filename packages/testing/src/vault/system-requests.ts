import { envelope, failure, type VaultAnswer } from "./answer.ts";
import { touchesMount, type VaultPolicy } from "./policies.ts";
import { inNamespace, type VaultCall, type VaultWorld } from "./vault-world.ts";

const VERSION = "2.7.2";
const MOUNTS = "sys/internal/ui/mounts/";

/** Answers what a server says about itself to anybody, sealed or not. Gives nothing for other paths. */
export function answerHealth(path: string, world: VaultWorld): VaultAnswer | undefined {
  const { initialized, sealed } = world;
  const standby = world.activeAddress !== undefined;
  if (path === "sys/health") {
    const status = !initialized ? 501 : sealed ? 503 : standby ? 429 : 200;
    const server_time_utc = Math.floor(world.clock.now() / 1_000);
    return { status, body: { initialized, sealed, standby, server_time_utc, version: VERSION } };
  }
  if (path !== "sys/seal-status") return undefined;
  return { status: 200, body: { type: "shamir", initialized, sealed, t: 1, n: 1, progress: 0, version: VERSION } };
}

/** Answers the question what is mounted at a path. Gives nothing for other paths. */
export function answerPreflight(
  { method, path, namespace }: VaultCall,
  policies: readonly VaultPolicy[] | "all",
  world: VaultWorld,
): VaultAnswer | undefined {
  if (!path.startsWith(MOUNTS)) return undefined;
  if (method !== "GET") return failure(405, "unsupported operation");
  const asked = path.slice(MOUNTS.length).replace(/\/+$/, "");
  const engine = world.engines.find(inNamespace(namespace, asked))?.engine;
  const mount = engine?.path.slice(namespace === "" ? 0 : namespace.length + 1);
  // One answer for "not there" and "not yours", so that nobody finds mounts by guessing.
  if (engine === undefined || mount === undefined || (policies !== "all" && !touchesMount(policies, mount))) {
    const advice = "please ensure client's policies grant access to path";
    return failure(403, `preflight capability check returned 403, ${advice} "${asked}/"`);
  }
  const config = { default_lease_ttl: 0, force_no_cache: false, max_lease_ttl: 0 };
  const options = { version: String(engine.version) };
  return envelope(world.names.uuid(), {
    data: { accessor: "kv_1a2b", config, description: "", local: false, options, path: `${mount}/`, type: "kv" },
  });
}
