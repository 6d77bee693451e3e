import { existsSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { ScratchDirectory } from "./scratch-directory.ts";

/** Mounts a new version of a secret as the kubelet does: links to a link to a directory for each version. */
export function mountSecret(
  directory: ScratchDirectory,
  version: string,
  values: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    directory.write(`..${version}/${name}`, value);
    if (!existsSync(join(directory.path, name))) symlinkSync(join("..data", name), join(directory.path, name));
  }
  symlinkSync(`..${version}`, join(directory.path, "..data_tmp"));
  renameSync(join(directory.path, "..data_tmp"), join(directory.path, "..data"));
  for (const entry of readdirSync(directory.path)) {
    if (entry.startsWith("..") && ![`..${version}`, "..data"].includes(entry)) {
      rmSync(join(directory.path, entry), { recursive: true });
    }
    if (!entry.startsWith("..") && !existsSync(join(directory.path, entry))) rmSync(join(directory.path, entry));
  }
}
