/** What a role may do with a variable: see it, read its value, set its value. */
export type ConjurPrivilege = "read" | "execute" | "update";

/** A host or user that the emulated Conjur knows. */
export interface EmulatedConjurRole {
  /** "host/mailjet/app" for a host, "alice" for a user. */
  readonly login: string;
  /** Absence: the role cannot log in with an API key. */
  readonly apiKey?: string;
  /**
   * Privileges by the beginning of the variables' ids; the longest one that fits counts, `""` fits all.
   * @default all three privileges on all variables
   */
  readonly permissions?: Readonly<Record<string, readonly ConjurPrivilege[]>>;
  /** Authenticators such as "authn-jwt/prod" on which the role may authenticate. @default all */
  readonly authenticators?: readonly string[];
}

/** Says whether the role has the privilege on the variable. */
export function isPermitted(role: EmulatedConjurRole, privilege: ConjurPrivilege, variableId: string): boolean {
  const permissions = role.permissions ?? { "": ["read", "execute", "update"] };
  const [longest] = Object.keys(permissions)
    .filter((beginning) => variableId.startsWith(beginning))
    .sort((one, other) => other.length - one.length);
  return longest !== undefined && permissions[longest]?.includes(privilege) === true;
}

/** Says whether the role sees that the variable exists: any privilege will do. */
export function isVisible(role: EmulatedConjurRole, variableId: string): boolean {
  return (["read", "execute", "update"] as const).some((privilege) => isPermitted(role, privilege, variableId));
}
