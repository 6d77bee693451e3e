import { resolve } from "node:path";
import { isApplicationName } from "@mailjet-secrets/core";
import { usageError } from "../own-ending.ts";
import type { StoreSelection } from "../store-selection.ts";
import type { Surroundings } from "../surroundings.ts";
import { childEnvironment, type Inheritance } from "./child-environment.ts";
import { injectedVariables } from "./injected-variables.ts";
import { loginVariables } from "./login-variables.ts";
import type { Mapping } from "./mapping.ts";
import { readAccounts } from "./read-accounts.ts";
import { reportUse, type UseReports } from "./report-use.ts";
import { runChild } from "./run-child.ts";

/** How `exec` was called. */
export interface ExecOptions extends Omit<StoreSelection, "account">, Omit<Inheritance, "loginVariables"> {
  readonly accounts: readonly string[];
  /** None: the usual variables. */
  readonly mappings: readonly Mapping[];
  /** Absence: nothing is reported. */
  readonly reports?: UseReports;
  /** The child's working directory. Absence: the own one. */
  readonly cwd?: string;
}

/**
 * Reads the secrets, then runs the command with them in its environment. Resolves with its exit code. Rejects with
 * `SecretsError` before anything is started if a secret cannot be had.
 */
export async function exec(
  [file = "", ...words]: readonly string[],
  options: ExecOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { accounts: names, mappings, reports, cwd = "", only, keepStoreCredentials, ...selection } = options;
  if (reports && !isApplicationName(reports.application)) {
    throw usageError("--application must be a name of 1 to 128 printable characters, and no key.");
  }
  const { accounts, configuration } = await readAccounts(names, selection, surroundings);
  const injected = injectedVariables(accounts, mappings);
  const inheritance = {
    ...(only === undefined ? {} : { only }),
    keepStoreCredentials: keepStoreCredentials === true,
    loginVariables: loginVariables(configuration),
  };
  const environment = childEnvironment(surroundings.environment, injected, inheritance);
  const directory = resolve(surroundings.directory, cwd);
  const started = (processId: number) => reports && reportUse(reports, accounts, processId, surroundings);
  return runChild({ file, words, environment, directory, started }, surroundings);
}
