import { printableName } from "@mailjet-secrets/core";

/** The statement of a policy that gives a role privileges on a variable, seen from the root. */
export function roleStatement(login: string, privileges: readonly string[], variableId: string): string {
  const isHost = login.startsWith("host/");
  const role = isHost ? `!host ${absolute(login.slice("host/".length))}` : `!user ${absolute(login)}`;
  const variable = `!variable ${absolute(printableName(variableId))}`;
  return `!permit { role: ${role}, privileges: [ ${privileges.join(", ")} ], resource: ${variable} }`;
}

/** An id as a policy writes it, quoted if YAML could take it for something else. */
function absolute(id: string): string {
  const path = `/${id}`;
  return /^[\w/.@-]+$/.test(path) ? path : JSON.stringify(path);
}
