import { SecretsError } from "@mailjet-secrets/core";
import type { BlueGreenOptions, NewSubAccountOptions, RotationOptions } from "./rotation-options.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Names of the variables that {@link environmentOptions} reads. */
export const VARIABLES = {
  plan: "MAILJET_ROTATION_PLAN",
  adminSecret: "MAILJET_ADMIN_SECRET_ID",
  blueSecret: "MAILJET_BLUE_SECRET_ID",
  greenSecret: "MAILJET_GREEN_SECRET_ID",
  keyName: "MAILJET_ROTATION_KEY_NAME",
  deactivateOldAfterMs: "MAILJET_ROTATION_DEACTIVATE_OLD_AFTER_MS",
  sender: "MAILJET_ROTATION_SENDER",
  acceptMissingSenders: "MAILJET_ROTATION_ACCEPT_MISSING_SENDERS",
  host: "MAILJET_SECRETS_HOST",
} as const;

const PREFIX = "MAILJET_ROTATION_";

/** The options that the environment names. Empty variables count as absent. Throws `INVALID_CONFIG` that lists every mistake. */
export function environmentOptions(environment: Environment): RotationOptions {
  const value = (name: keyof typeof VARIABLES): string | undefined => environment[VARIABLES[name]]?.trim() || undefined;
  const given = Object.keys(VARIABLES).filter((name) => value(name as keyof typeof VARIABLES) !== undefined);
  const mistakes = [...unknownNames(environment), ...wrongValues(value)];
  const common = {
    ...(value("sender") === undefined ? {} : { sender: value("sender") ?? "" }),
    acceptMissingSenders: value("acceptMissingSenders") === "1",
    ...(value("host") === undefined ? {} : { mailjet: { host: value("host") ?? "" } }),
  };
  const plan = value("plan");
  const needs = plan === "blue-green" ? (["blueSecret", "greenSecret"] as const) : (["adminSecret"] as const);
  const missing = plan === undefined ? [] : needs.filter((name) => !given.includes(name));
  mistakes.push(...missing.map((name) => `${VARIABLES[name]} is not set`));
  if (mistakes.length > 0) {
    throw new SecretsError("INVALID_CONFIG", `The function's environment is not right: ${mistakes.join("; ")}.`, {
      provider: "aws",
      hint: `It reads ${Object.values(VARIABLES).join(", ")}.`,
    });
  }
  return plan === "blue-green" ? blueGreen(value, common) : newSubAccount(value, common);
}

type Value = (name: keyof typeof VARIABLES) => string | undefined;

function wrongValues(value: Value): string[] {
  const plan = value("plan");
  const after = value("deactivateOldAfterMs");
  const accept = value("acceptMissingSenders");
  return [
    ...(plan === undefined ? [`${VARIABLES.plan} is not set`] : []),
    ...(plan !== undefined && !["blue-green", "new-sub-account"].includes(plan)
      ? [`${VARIABLES.plan} is neither new-sub-account nor blue-green`]
      : []),
    ...(after !== undefined && after !== "never" && !/^\d{1,15}$/.test(after)
      ? [`${VARIABLES.deactivateOldAfterMs} is neither a number nor never`]
      : []),
    ...(accept !== undefined && !["0", "1"].includes(accept)
      ? [`${VARIABLES.acceptMissingSenders} is neither 0 nor 1`]
      : []),
  ];
}

function unknownNames(environment: Environment): string[] {
  const known: readonly string[] = Object.values(VARIABLES);
  const names = Object.keys(environment).filter((name) => name.startsWith(PREFIX));
  return names.filter((name) => !known.includes(name)).map((name) => `${name} is not one of its variables`);
}

function blueGreen(value: Value, common: object): BlueGreenOptions {
  return {
    plan: "blue-green",
    blueSecret: value("blueSecret") ?? "",
    greenSecret: value("greenSecret") ?? "",
    ...common,
  };
}

function newSubAccount(value: Value, common: object): NewSubAccountOptions {
  const after = value("deactivateOldAfterMs");
  const keyName = value("keyName");
  return {
    plan: "new-sub-account",
    adminSecret: value("adminSecret") ?? "",
    ...(keyName === undefined ? {} : { keyName }),
    ...(after === undefined ? {} : { deactivateOldAfterMs: after === "never" ? after : Number(after) }),
    ...common,
  };
}
