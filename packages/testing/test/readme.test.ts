import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const folder = join(import.meta.dirname, "..");
const readme = readFileSync(join(folder, "README.md"), "utf8");
const source = (file: string): string => readFileSync(join(folder, "src", file), "utf8");

/** The first cells of a table below a heading, without the marks of code. */
function rows(heading: string, table: "option" | "fault"): string[] {
  const section = readme.split(/^#{2,3} /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const lines = section.split(`| ${table} |`)[1]?.split("\n\n")[0]?.split("\n").slice(2) ?? [];
  return lines.map((line) => /^\| `([\w-]+)`/.exec(line)?.[1] ?? line).sort();
}

const kindsIn = (file: string): string[] =>
  [...source(file).matchAll(/^ .*readonly kind: "([\w-]+)"/gm)].map((match) => match[1] ?? "").sort();

function optionsIn(file: string, name: string): string[] {
  const body = source(file).split(`export interface ${name} {`)[1]?.split("\n}\n")[0] ?? "";
  return [...body.matchAll(/^ {2}readonly (\w+)\?:/gm)].map((match) => match[1] ?? "").sort();
}

describe("the README", () => {
  it("names every fault that all emulators have", () => {
    expect(rows("Faults of all emulators", "fault")).toEqual(kindsIn("emulator/common-fault.ts"));
    expect(kindsIn("emulator/common-fault.ts")).toContain("delay");
  });

  it.each([
    ["Mailjet", "MailjetEmulatorOptions", "mailjet-emulator.ts", "mailjet/faults.ts"],
    ["AWS Secrets Manager", "AwsEmulatorOptions", "aws-emulator.ts", "aws/faults.ts"],
    ["Vault and OpenBao", "VaultEmulatorOptions", "vault-emulator.ts", "vault/vault-faults.ts"],
    ["Conjur", "ConjurEmulatorOptions", "conjur-emulator.ts", "conjur/faults.ts"],
  ])("names every option and every fault of %s", (heading, options, emulator, faults) => {
    expect(rows(heading, "option")).toEqual(optionsIn(emulator, options));
    expect(rows(heading, "option")).toContain("clock");
    expect(rows(heading, "fault")).toEqual(kindsIn(faults));
    expect(rows(heading, "fault")).not.toEqual([]);
  });
});
