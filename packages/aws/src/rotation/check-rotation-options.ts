import { checkOptionNames, nearestWord, printableName, SecretsError } from "@mailjet-secrets/core";
import { checkOptions } from "../check-options.ts";
import type { RotationOptions } from "./rotation-options.ts";

const COMMON = ["plan", "fields", "sender", "acceptMissingSenders", "mailjet", "aws", "log", "clock"];
const OF_PLAN: Readonly<Record<RotationOptions["plan"], readonly string[]>> = {
  "new-sub-account": ["adminSecret", "keyName", "deactivateOldAfterMs"],
  "blue-green": ["blueSecret", "greenSecret"],
};
const NEEDED = ["adminSecret", "blueSecret", "greenSecret"];
const TEXTS = [...NEEDED, "keyName", "sender"];

/** Throws `INVALID_CONFIG` that names the option which is missing, does not exist, or cannot be right. */
export function checkRotationOptions(options: RotationOptions): void {
  const given = new Map<string, unknown>(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
  const { plan } = options ?? {};
  if (!Object.hasOwn(OF_PLAN, String(plan))) throw noPlan(plan);
  const known = [...COMMON, ...OF_PLAN[plan]];
  checkOptionNames("aws", options, known);
  const missing = OF_PLAN[plan].filter((name) => NEEDED.includes(name) && !given.has(name));
  if (missing.length > 0) throw invalid(`The rotation plan ${plan} needs ${missing.join(" and ")}.`);
  for (const name of TEXTS) {
    const value = given.get(name);
    // The value is not shown: a key may have got into the wrong option.
    if (given.has(name) && (typeof value !== "string" || value.trim() === ""))
      throw invalid(`The option ${name} is no text.`);
  }
  checkDuration(given.get("deactivateOldAfterMs"));
  if (options.aws?.via !== undefined && options.aws.via !== "sdk") {
    throw invalid('The option aws cannot have via: "agent" or "extension", which cannot write.');
  }
  checkOptions(options.aws ?? {});
}

function checkDuration(value: unknown): void {
  if (value === undefined || value === "never") return;
  if (typeof value === "number" && value >= 0 && value <= Number.MAX_SAFE_INTEGER) return;
  throw invalid('The option deactivateOldAfterMs is neither a number of milliseconds nor "never".');
}

function noPlan(plan: unknown): SecretsError {
  const plans = Object.keys(OF_PLAN);
  if (typeof plan !== "string") return invalid(`The option plan is missing: ${plans.join(" or ")}.`);
  const near = nearestWord(plan, plans);
  const hint = near === undefined ? `Use ${plans.join(" or ")}.` : `Did you mean ${near}?`;
  return invalid(`There is no rotation plan "${printableName(plan)}".`, hint);
}

function invalid(message: string, hint?: string): SecretsError {
  return new SecretsError("INVALID_CONFIG", message, { provider: "aws", ...(hint === undefined ? {} : { hint }) });
}
