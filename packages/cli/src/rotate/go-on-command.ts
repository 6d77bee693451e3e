import { printablePath } from "@mailjet-secrets/core";
import type { RotateFlags } from "./rotate-options.ts";

/** Flags that the journal does not keep: by which it is found, and the administration pair, and who is waited for. */
const NEEDED_AGAIN = {
  provider: "--provider",
  secret: "--secret",
  account: "--account",
  config: "--config",
  adminProvider: "--admin-provider",
  adminSecret: "--admin-secret",
  adminAccount: "--admin-account",
  journal: "--journal",
  waitForApplications: "--wait-for-applications",
  application: "--application",
} as const satisfies Partial<Record<keyof RotateFlags, string>>;

/** The command that goes on with a rotation, or undoes it, with all that has to be given again; to be copied into a shell. */
export function goOnCommand(way: "--resume" | "--rollback", flags: RotateFlags): string {
  const again = Object.entries(NEEDED_AGAIN).flatMap(([name, option]) => {
    const value = flags[name as keyof typeof NEEDED_AGAIN];
    return value === undefined ? [] : [option, ...[value].flat().map((word) => quoted(printablePath(word)))];
  });
  return ["mailjet-secrets rotate", way, ...again].join(" ");
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
