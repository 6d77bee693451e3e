import type { VaultPolicy } from "@mailjet-secrets/testing";
import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { blocksOf } from "./markdown.ts";

/** Who a policy is for, in the order of the page. */
export type Who = "service" | "storing" | "rotation";

/** The policies of docs/least-privilege.md. */
export function documentedPolicies(store: "aws" | "vault" | "conjur"): Readonly<Record<Who, string>> {
  const beginning = { aws: "{", vault: "path ", conjur: "- !policy" }[store];
  const texts = blocksOf("docs/least-privilege.md").map(({ code }) => code);
  const [service, storing, rotation, ...others] = texts.filter((text) => text.startsWith(beginning));
  if (service === undefined || storing === undefined || rotation === undefined || others.length > 0) {
    throw new TypeError(`The page has not three policies for ${store}.`);
  }
  return { service, storing, rotation };
}

/** Reads a policy of Vault, as far as those of the page go. */
export function vaultPolicy(text: string): VaultPolicy {
  const rules = [...text.matchAll(/^path "([^"]+)" \{\n {2}capabilities = (\[.*\])\n\}\n/gm)];
  if (rules.map(([rule]) => rule).join("") !== text) throw new TypeError("There is more in this policy.");
  return Object.fromEntries(rules.map(([, path = "", list = ""]) => [path, JSON.parse(list)]));
}

export type Privilege = "read" | "execute" | "update";

/** What a policy of Conjur comes to once it is loaded into `root`. */
export interface LoadedPolicy {
  readonly hosts: readonly string[];
  readonly variables: readonly string[];
  /** Privileges by host, then by variable. */
  readonly permits: readonly {
    readonly host: string;
    readonly variable: string;
    readonly privileges: readonly Privilege[];
  }[];
}

/** Reads a policy of Conjur, as far as those of the page go: names are relative to the policy that they stand in. */
export function conjurPolicy(text: string): LoadedPolicy {
  const document = parseDocument(text, { logLevel: "silent" });
  if (document.errors.length > 0) throw new TypeError("This is no YAML.");
  const loaded = { hosts: [] as string[], variables: [] as string[], permits: [] as LoadedPolicy["permits"][number][] };
  const load = (body: unknown, branch: string): void => {
    if (!isSeq(body)) throw new TypeError("A policy is a list.");
    for (const item of body.items) {
      if (isScalar(item) && item.tag === "!host") loaded.hosts.push(branch + item.value);
      else if (isScalar(item) && item.tag === "!variable") loaded.variables.push(branch + item.value);
      else if (isMap(item) && item.tag === "!policy") load(item.get("body", true), `${branch}${item.get("id")}/`);
      else if (isMap(item) && item.tag === "!permit") loaded.permits.push(permitIn(item, branch));
      else throw new TypeError("There is a statement that this does not know.");
    }
  };
  load(document.contents, "");
  return loaded;
}

function permitIn(item: YAMLMap, branch: string): LoadedPolicy["permits"][number] {
  const named = (name: string, tag: string): string => {
    const node = item.get(name, true);
    if (!isScalar(node) || node.tag !== tag) throw new TypeError(`A permit lacks its ${name}.`);
    return branch + String(node.value);
  };
  const { privileges } = item.toJSON() as { privileges: readonly Privilege[] };
  return { host: named("role", "!host"), variable: named("resource", "!variable"), privileges };
}

interface IamStatement {
  readonly Effect: "Allow";
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

/** The actions on secrets that a policy of AWS allows: for a secret with the ARN, or any. */
export function iamActions(text: string, arn?: string): readonly string[] {
  const { Statement } = JSON.parse(text) as { readonly Statement: readonly IamStatement[] };
  return Statement.filter(({ Effect, Resource }) => Effect === "Allow" && (arn === undefined || isMatch(Resource, arn)))
    .flatMap(({ Action }) => Action)
    .filter((action) => action.startsWith("secretsmanager:"));
}

function isMatch(pattern: string, arn: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("?", ".")
    .replaceAll("*", ".*");
  return new RegExp(`^${source}$`).test(arn);
}
