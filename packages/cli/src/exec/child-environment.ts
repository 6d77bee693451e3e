import { isStoreCredential } from "./store-credentials.ts";

/** What of the own environment is handed on. */
export interface Inheritance {
  /** Names of the variables that are handed on, beside the ones without which nothing starts. Absence: all are. */
  readonly only?: readonly string[];
  /** Whether logins to the stores are handed on. @default false */
  readonly keepStoreCredentials?: boolean;
  /** Names of more variables with such logins. Absence: none but the usual ones. */
  readonly loginVariables?: readonly string[];
}

// Without PATH not even `#!/usr/bin/env node` is found; without the others Windows starts little.
const ALWAYS = process.platform === "win32" ? ["PATH", "PATHEXT", "SYSTEMROOT", "COMSPEC", "TEMP", "TMP"] : ["PATH"];

/** The environment of the child: what it inherits, and the injected variables, which win. */
export function childEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  injected: Readonly<Record<string, string>>,
  { only, keepStoreCredentials = false, loginVariables = [] }: Inheritance,
): Record<string, string> {
  const named = new Set(only?.map(comparable));
  const logins = new Set(loginVariables.map(comparable));
  const isLogin = (name: string): boolean => isStoreCredential(name) || logins.has(comparable(name));
  const isInherited = (name: string): boolean => {
    // Who names a variable wants it.
    if (named.has(comparable(name))) return true;
    if (isLogin(name) && !keepStoreCredentials) return false;
    return only === undefined || ALWAYS.includes(comparable(name));
  };
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && isInherited(name)) environment[name] = value;
  }
  return Object.assign(environment, injected);
}

/** The names of variables have no case on Windows. */
function comparable(name: string): string {
  return process.platform === "win32" ? name.toUpperCase() : name;
}
