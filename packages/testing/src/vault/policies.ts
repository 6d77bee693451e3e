/** What one may do with a path. */
export type VaultCapability = "read" | "create" | "update" | "patch" | "delete" | "list" | "sudo";

/** Capabilities by path, as in a policy: `*` at the end of a path stands for any rest, `+` for one segment. */
export type VaultPolicy = Readonly<Record<string, readonly VaultCapability[]>>;

/** The policy that Vault gives to every token unless told otherwise. */
export const DEFAULT_POLICY: VaultPolicy = {
  "auth/token/lookup-self": ["read"],
  "auth/token/renew-self": ["update"],
  "auth/token/revoke-self": ["update"],
  "sys/wrapping/unwrap": ["update"],
  "sys/internal/ui/mounts/*": ["read"],
};

const CAPABILITIES: Readonly<Record<string, VaultCapability>> = {
  GET: "read",
  POST: "update",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** Whether the policies allow the request. `path`: without `/v1/`, relative to the namespace of the token. */
export function isAllowed(policies: readonly VaultPolicy[], method: string, path: string): boolean {
  const needed = CAPABILITIES[method];
  return policies
    .flatMap((policy) => Object.entries(policy))
    .filter(([pattern]) => covers(pattern, path))
    .some(([, granted]) => granted.some((one) => one === needed || (needed === "update" && one === "create")));
}

/** Whether the policies grant anything at all below the mount. */
export function touchesMount(policies: readonly VaultPolicy[], mount: string): boolean {
  return policies
    .flatMap((policy) => Object.keys(policy))
    .some((pattern) => pattern.startsWith(`${mount}/`) || (pattern.endsWith("*") && covers(pattern, `${mount}/`)));
}

function covers(pattern: string, path: string): boolean {
  const open = pattern.endsWith("*");
  const wanted = (open ? pattern.slice(0, -1) : pattern).split("/");
  const segments = path.split("/");
  if (open ? segments.length < wanted.length : segments.length !== wanted.length) return false;
  return wanted.every((part, index) => {
    const segment = segments[index] ?? "";
    return part === "+" || (open && index === wanted.length - 1 ? segment.startsWith(part) : segment === part);
  });
}
