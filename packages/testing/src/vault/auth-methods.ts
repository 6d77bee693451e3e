import { X509Certificate } from "node:crypto";
import type { Clock } from "@mailjet-secrets/core";
import { failure, type VaultAnswer } from "./answer.ts";
import { awsLoginFlaw } from "./aws-login.ts";
import { mountOf, type RoleOf, type VaultRole } from "./vault-role.ts";
import type { VaultCall } from "./vault-world.ts";

const LOCK_AFTER_FAILURES = 5;
const LOCK_MS = 15 * 60_000;
const DENIED = failure(403, "permission denied");

/** Who logged in. */
export interface LoggedIn {
  readonly role: VaultRole;
  readonly meta: Readonly<Record<string, string>>;
}

/** Those who may log in. */
export interface AuthMethods {
  add(role: VaultRole): void;
  /** Adds a secret id to an AppRole. Throws `TypeError` if there is no such role. */
  addSecretId(roleName: string, secretId: string, uses: number): void;
  /**
   * Answers a login. `path`: below `auth/`. Gives nothing if that is no place to log in at, which Vault does not
   * tell from a request without a token.
   */
  logIn(path: string, call: VaultCall): LoggedIn | VaultAnswer | undefined;
}

type Handler<Method extends VaultRole["method"]> = (
  roles: readonly RoleOf<Method>[],
  fields: Readonly<Record<string, unknown>>,
  call: VaultCall,
) => LoggedIn | VaultAnswer;

/** Creates {@link AuthMethods} that know nobody. */
export function authMethods(clock: Clock): AuthMethods {
  const roles: VaultRole[] = [];
  const secretIds = new Map<string, number>(); // uses that are left, by role and secret id
  const failures = new Map<string, number[]>();

  const appRole: Handler<"approle"> = (known, { role_id: roleId, secret_id: secretId }) => {
    if (!isText(roleId)) return failure(500, "missing role_id");
    if (!isText(secretId)) return failure(400, "missing secret_id");
    const role = known.find((one) => one.roleId === roleId.trim());
    const key = `${role?.name} ${secretId.trim()}`;
    const usesLeft = secretIds.get(key) ?? 0;
    if (role === undefined || usesLeft < 1) return failure(400, "invalid role or secret ID");
    secretIds.set(key, usesLeft - 1);
    return { role, meta: { role_name: role.name } };
  };
  const user = (known: readonly RoleOf<"userpass">[], username: string, password: unknown): LoggedIn | VaultAnswer => {
    const recent = (failures.get(username) ?? []).filter((at) => at > clock.now() - LOCK_MS);
    if (recent.length >= LOCK_AFTER_FAILURES) return DENIED;
    const role = known.find((one) => one.username === username);
    if (role !== undefined && role.password === password) return { role, meta: { username } };
    failures.set(username, [...recent, clock.now()]);
    return failure(400, "invalid username or password");
  };
  return {
    add(role) {
      roles.push(role);
      if (role.method !== "approle") return;
      for (const { secretId, uses } of role.secretIds) {
        secretIds.set(`${role.name} ${secretId}`, uses ?? Number.POSITIVE_INFINITY);
      }
    },
    addSecretId(roleName, secretId, uses) {
      if (!roles.some((role) => role.method === "approle" && role.name === roleName)) {
        throw new TypeError(`There is no AppRole ${roleName}.`);
      }
      secretIds.set(`${roleName} ${secretId}`, uses);
    },
    logIn(path, call) {
      const { mount, username } = splitLogin(path);
      const known = roles.filter((role) => mountOf(role) === mount && (role.namespace ?? "") === call.namespace);
      const method = known[0]?.method;
      if (method === undefined || (username === undefined) === (method === "userpass")) return undefined;
      // An AppRole logs in by any verb, the others by the two that write.
      if (method !== "approle" && !["POST", "PUT"].includes(call.method)) return failure(405, "unsupported operation");
      const fields = (call.body ?? {}) as Readonly<Record<string, unknown>>;
      if (method === "approle") return appRole(known.filter(isMethod("approle")), fields, call);
      if (method === "userpass") return user(known.filter(isMethod("userpass")), username ?? "", fields["password"]);
      if (method === "kubernetes") return kubernetes(known.filter(isMethod("kubernetes")), fields, call);
      if (method === "jwt") return jwt(known.filter(isMethod("jwt")), fields, call);
      if (method === "cert") return certificate(known.filter(isMethod("cert")), fields, call);
      return aws(known.filter(isMethod("aws")), fields, call);
    },
  };
}

const kubernetes: Handler<"kubernetes"> = (known, { role: name, jwt: token }) => {
  if (!isText(name)) return failure(400, "missing role");
  if (!isText(token)) return failure(400, "missing jwt");
  const role = known.find((one) => one.name === name);
  if (role === undefined) return failure(400, `invalid role name "${name}"`);
  return role.jwts.includes(token) ? { role, meta: { role: name } } : DENIED;
};

const jwt: Handler<"jwt"> = (known, { role: name, jwt: token }) => {
  const byDefault = known.find((one) => one.usedByDefault === true)?.name;
  const wanted = isText(name) ? name : byDefault;
  if (wanted === undefined) return failure(400, "missing role");
  if (!isText(token)) return failure(400, "missing token");
  const role = known.find((one) => one.name === wanted);
  if (role === undefined) return failure(400, `role "${wanted}" could not be found`);
  if (role.jwts.includes(token)) return { role, meta: { role: wanted } };
  return failure(400, "error validating token: error verifying token signature: no known key successfully validated");
};

const certificate: Handler<"cert"> = (known, { name }, { clientFingerprint }) => {
  if (clientFingerprint === undefined) return failure(400, "no client certificate found");
  const role = known
    .filter((one) => !isText(name) || one.name === name)
    .find((one) => new X509Certificate(one.certificate).fingerprint256 === clientFingerprint);
  if (role === undefined) return failure(400, "invalid certificate or no client certificate supplied");
  return { role, meta: { cert_name: role.name } };
};

const aws: Handler<"aws"> = (known, fields) => {
  const role = known.find(({ name }) => name === fields["role"]);
  if (role === undefined) return failure(400, `entry for role ${String(fields["role"])} not found`);
  return awsLoginFlaw(fields, role.serverId) ?? { role, meta: { role_id: role.name } };
};

/** `approle/login`, `team/approle/login`, `userpass/login/bob`. */
function splitLogin(path: string): { readonly mount: string; readonly username?: string } {
  const [, mount = "", username] = /^(.+)\/login(?:\/([^/]+))?$/.exec(path) ?? [];
  return username === undefined ? { mount } : { mount, username };
}

function isMethod<Method extends VaultRole["method"]>(method: Method): (role: VaultRole) => role is RoleOf<Method> {
  return (role): role is RoleOf<Method> => role.method === method;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
