import { printableName } from "@mailjet-secrets/core";

/** The statement of a policy that gives a role privileges on a variable, seen from the root. */
export function roleStatement(login: string, privileges: readonly string[], variableId: string): string {
  const role = login.startsWith("host/") ? `!host /${login.slice("host/".length)}` : `!user /${login}`;
  const path = `/${printableName(variableId)}`;
  const id = /^[\w/.-]+$/.test(path) ? path : JSON.stringify(path);
  return `!permit { role: ${role}, privileges: [ ${privileges.join(", ")} ], resource: !variable ${id} }`;
}
