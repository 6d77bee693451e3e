import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { OpenStore } from "../open-store.ts";
import type { Surroundings } from "../surroundings.ts";

/** The journal of a pair's rotations: one place for each, by whatever name it is asked for, so that two cannot run side by side. */
export function journalFile(
  given: string | undefined,
  { provider, secret }: OpenStore,
  { environment, directory }: Surroundings,
): string {
  if (given !== undefined) return resolve(directory, given);
  const which = createHash("sha256")
    .update(JSON.stringify([provider.name, secret.id ?? "", secret.fields ?? {}]))
    .digest("hex")
    .slice(0, 12);
  return join(stateFolder(environment), "mailjet-secrets", `rotation-${which}.json`);
}

/** Where programs keep what must outlive them: XDG_STATE_HOME, LOCALAPPDATA on Windows, else ~/.local/state. */
function stateFolder(environment: Surroundings["environment"]): string {
  const { XDG_STATE_HOME: state, LOCALAPPDATA: local } = environment as Record<string, string | undefined>;
  if (state !== undefined && state !== "") return state;
  return process.platform === "win32" && local ? local : join(homedir(), ".local", "state");
}
