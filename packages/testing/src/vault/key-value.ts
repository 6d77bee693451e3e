import { envelope, failure, NO_CONTENT, timestamp, type VaultAnswer } from "./answer.ts";
import type { SecretEngine, StoredVersion } from "./secret-engines.ts";
import type { VaultCall, VaultWorld } from "./vault-world.ts";

const NO_VERSION_DATA = "1 error occurred:\n\t* could not find version data\n\n";
const DEFAULT_LEASE_SECONDS = 2_764_800;

/** Answers a request to a KV engine. `rest`: the path below the mount. */
export function answerKeyValue(engine: SecretEngine, rest: string, call: VaultCall, world: VaultWorld): VaultAnswer {
  if (call.method !== "GET" && rest.endsWith("/")) return failure(400, "cannot write to a path ending in '/'");
  const path = rest.replace(/\/+$/, "");
  if (engine.version === 1) return answerFirst(engine, path, call, world);
  if (path.startsWith("data/")) {
    const answer = answerSecond(engine, path.slice("data/".length), call, world);
    // OpenBao finds the secret and then not its version: with the slash that has another key.
    return rest.endsWith("/") && answer.status === 200 ? failure(500, NO_VERSION_DATA) : answer;
  }
  if (path.startsWith("metadata/")) return answerMetadata(engine, path.slice("metadata/".length), call, world);
  const command = call.method === "GET" ? "get" : "put";
  const warning = `Invalid path for a versioned K/V secrets engine. See the API docs for the appropriate API endpoints to use. If using the Vault CLI, use 'vault kv ${command}' for this operation.`;
  return envelope(world.names.uuid(), { warnings: [warning] }, 404);
}

function answerFirst(engine: SecretEngine, path: string, { method, body }: VaultCall, world: VaultWorld): VaultAnswer {
  switch (method) {
    case "GET": {
      const found = engine.secrets.get(path)?.at(-1);
      if (found === undefined) return failure(404);
      return envelope(world.names.uuid(), { data: found.data, leaseDuration: leaseSeconds(found.data) });
    }
    case "POST":
    case "PUT":
      if (!isFilled(body)) return failure(400, "missing data fields");
      world.engines.put(engine, path, body);
      return NO_CONTENT;
    case "DELETE":
      engine.secrets.delete(path);
      return NO_CONTENT;
    default:
      return failure(405, "unsupported operation");
  }
}

/** A field `ttl` says how often to read again. */
function leaseSeconds(data: object): number {
  const [, amount, unit] = /^(\d+)([smh]?)$/.exec(String((data as { readonly ttl?: unknown }).ttl)) ?? [];
  if (amount === undefined) return DEFAULT_LEASE_SECONDS;
  return Number(amount) * (unit === "m" ? 60 : unit === "h" ? 3_600 : 1);
}

function answerSecond(engine: SecretEngine, path: string, call: VaultCall, world: VaultWorld): VaultAnswer {
  const versions = engine.secrets.get(path) ?? [];
  switch (call.method) {
    case "GET":
      return readVersion(versions, call.query.get("version"), world);
    case "POST":
    case "PUT":
      return writeVersion(engine, path, call.body, world);
    case "DELETE": {
      const latest = versions.at(-1);
      if (latest !== undefined) latest.deletedAt = world.clock.now();
      return NO_CONTENT;
    }
    default:
      return failure(405, "unsupported operation");
  }
}

/** Everything about a secret but its values. */
function answerMetadata(engine: SecretEngine, path: string, { method }: VaultCall, world: VaultWorld): VaultAnswer {
  if (method === "DELETE") {
    engine.secrets.delete(path);
    return NO_CONTENT;
  }
  const versions = engine.secrets.get(path) ?? [];
  const [first, last] = [versions[0], versions.at(-1)];
  if (method !== "GET") return failure(405, "unsupported operation");
  if (first === undefined || last === undefined) return failure(404);
  const described = versions.map((version, index) => {
    const { created_time, deletion_time, destroyed } = metadataOf(version, index + 1);
    return [index + 1, { created_time, deletion_time, destroyed }] as const;
  });
  const data = {
    cas_required: false,
    created_time: timestamp(first.createdAt),
    current_version: versions.length,
    custom_metadata: null,
    delete_version_after: "0s",
    max_versions: 0,
    oldest_version: 0,
    updated_time: timestamp(last.createdAt),
    versions: Object.fromEntries(described),
    ...(world.product === "openbao" ? { current_metadata_version: 0, metadata_cas_required: false } : {}),
  };
  return envelope(world.names.uuid(), { data });
}

function readVersion(versions: readonly StoredVersion[], asked: string | null, world: VaultWorld): VaultAnswer {
  if (asked !== null && !/^\d+$/.test(asked)) {
    return failure(400, 'Field validation failed: error converting input for field "version": invalid syntax');
  }
  const number = Number(asked ?? 0) || versions.length;
  const found = versions[number - 1];
  if (found === undefined) return failure(404);
  const metadata = metadataOf(found, number);
  const gone = found.destroyed || (found.deletedAt !== undefined && found.deletedAt <= world.clock.now());
  const data = { data: gone ? null : found.data, metadata };
  return envelope(world.names.uuid(), { data }, gone ? 404 : 200);
}

function writeVersion(engine: SecretEngine, path: string, body: unknown, world: VaultWorld): VaultAnswer {
  const { data, options } = (body ?? {}) as { readonly data?: unknown; readonly options?: { readonly cas?: unknown } };
  if (typeof data !== "object" || data === null) return failure(400, "no data provided");
  const current = engine.secrets.get(path)?.length ?? 0;
  if (options?.cas === undefined) {
    if (engine.casRequired) return failure(400, "check-and-set parameter required for this call");
  } else if (options.cas !== current) {
    return failure(400, "check-and-set parameter did not match the current version");
  }
  const number = world.engines.put(engine, path, data);
  const stored = engine.secrets.get(path)?.at(-1);
  return envelope(world.names.uuid(), { data: stored && metadataOf(stored, number) });
}

interface VersionMetadata {
  readonly created_time: string;
  readonly custom_metadata: null;
  readonly deletion_time: string;
  readonly destroyed: boolean;
  readonly version: number;
}

function metadataOf({ createdAt, deletedAt, destroyed }: StoredVersion, version: number): VersionMetadata {
  return {
    created_time: timestamp(createdAt),
    custom_metadata: null,
    deletion_time: deletedAt === undefined ? "" : timestamp(deletedAt),
    destroyed,
    version,
  };
}

function isFilled(body: unknown): body is object {
  return typeof body === "object" && body !== null && Object.keys(body).length > 0;
}
