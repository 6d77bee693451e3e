import { nearestWord } from "@mailjet-secrets/core";
import { type BaseIssue, type GenericSchema, safeParse } from "valibot";
import { MAILJET_OPTIONS } from "./config-schema.ts";
import { isSecretName } from "./file-secrets.ts";
import type { Mistake } from "./mistake.ts";

type Issue = BaseIssue<unknown>;

/** Where node-mailjet takes what `mailjet` holds here. */
const NODE_MAILJET_BLOCKS: readonly string[] = ["config", "options"];

/** Checks `input`. Gives all mistakes; `value` is a copy without anything unknown, of use only if there are none. */
export function findMistakes(schema: GenericSchema, input: unknown): { value: unknown; mistakes: readonly Mistake[] } {
  const lists = findLists(input);
  if (lists.length > 0) return { value: input, mistakes: lists };
  // The message of valibot itself would quote the value.
  const { output, issues } = safeParse(schema, input, { message: "has a value of the wrong kind" });
  return { value: output, mistakes: (issues ?? []).flatMap((issue) => toMistakes(issue, [])) };
}

/** valibot takes a list for an object with numbers as keys. */
function findLists(input: unknown): Mistake[] {
  if (Array.isArray(input)) return [{ path: [], text: "must be an object, not a list" }];
  if (typeof input !== "object" || input === null) return [];
  return Object.entries(input).flatMap(([name, value]) => {
    if (name === "accounts" && Array.isArray(value)) return [{ path: [name], text: "must be an object, not a list" }];
    const isBlock = ["env", "aws", "vault", "conjur", "mailjet", "secret"].includes(name);
    return isBlock ? findLists(value).map((mistake) => ({ ...mistake, path: [name, ...mistake.path] })) : [];
  });
}

function toMistakes(issue: Issue, base: Mistake["path"]): Mistake[] {
  const path = [...base, ...stepsOf(issue)];
  // No alternative of a union fits: what is wrong inside one says more than that.
  const inside = (issue.issues ?? []).filter((alternative) => stepsOf(alternative).length > 0);
  if (inside.length > 0) return inside.flatMap((alternative) => toMistakes(alternative, path));
  if (issue.type === "never") return [{ path, text: unknownOption(path, issue.message.split(" ")) }];
  return [{ path, text: issue.path?.at(-1)?.origin === "key" ? "is missing" : issue.message }];
}

function stepsOf(issue: Issue): (string | number)[] {
  return (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
}

function unknownOption(path: Mistake["path"], known: readonly string[]): string {
  const name = String(path.at(-1));
  if (path.length === 1 && NODE_MAILJET_BLOCKS.includes(name))
    return "is not an option (that of node-mailjet is mailjet here)";
  if (path.length === 1 && MAILJET_OPTIONS.includes(name)) return `is not an option (did you mean mailjet.${name}?)`;
  const nearest = nearestWord(name, known);
  if (nearest !== undefined) return `is not an option (did you mean ${nearest}?)`;
  return isSecretName(name)
    ? "is not an option: a provider reads the keys from its store, env from MJ_APIKEY_PUBLIC and MJ_APIKEY_PRIVATE"
    : `is not an option (there are ${known.join(", ")})`;
}
