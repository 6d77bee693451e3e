import { printablePath, type SecretsError } from "@mailjet-secrets/core";
import { vaultError } from "./vault-failure.ts";

/** Where a secret is. */
export interface SecretPlace {
  /** Path of the mount, without outer slashes. */
  readonly mount: string;
  /** Path below the mount. */
  readonly path: string;
  /** The path of KV v2, where `data/` in front was accepted as a part of the API's path. */
  readonly pathInV2: string;
}

/** The mount if the options name none. */
export const DEFAULT_MOUNT = "secret";

// C0 and C1 control characters, and halves of a pair that is no character.
const UNUSABLE = /[\p{Cc}\p{Cs}]/u;

/**
 * Finds mount and path. Outer slashes do not count. If `mount` is absent, the id may also be a whole path, as in
 * `vault kv get secret/mailjet`, or one of the API, `secret/data/mailjet`; with a mount it is taken as it is.
 * Throws `INVALID_CONFIG`.
 */
export function secretPlace(id: string, mount: string | undefined): SecretPlace {
  const mountSegments = segments(mount ?? DEFAULT_MOUNT, "mount");
  const given = segments(id, "The id of the secret");
  if (mount !== undefined) return place(mountSegments, given, given);
  const below = startsWith(given, mountSegments) ? given.slice(mountSegments.length) : given;
  return place(mountSegments, below, startsWith(below, ["data"]) ? below.slice(1) : below);
}

/** Cleans a path out of the options: mounts of auth methods, namespaces. Throws `INVALID_CONFIG`. */
export function cleanPath(path: string, what: string): string {
  return segments(path, what).join("/");
}

/** Path of the API for a secret, as policies name it. */
export function apiPath({ mount, path, pathInV2 }: SecretPlace, version: 1 | 2): string {
  return version === 1 ? `${mount}/${path}` : `${mount}/data/${pathInV2}`;
}

/** The same for messages. */
export function shownApiPath(place: SecretPlace, version: 1 | 2): string {
  return printablePath(apiPath(place, version));
}

/** Encodes each segment once. A colon may stand as it is. */
export function encodePath(path: string): string {
  return path
    .split("/")
    .map((segment) => encodeURIComponent(segment).replaceAll("%3A", ":"))
    .join("/");
}

function place(mount: readonly string[], path: readonly string[], pathInV2: readonly string[]): SecretPlace {
  return { mount: mount.join("/"), path: path.join("/"), pathInV2: pathInV2.join("/") };
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return path.length > start.length && start.every((segment, index) => segment === path[index]);
}

function segments(path: string, what: string): readonly string[] {
  if (typeof path !== "string") throw invalid(`${what} is no text.`);
  const clean = path.replace(/^\/+|\/+$/g, "");
  if (clean === "") throw invalid(`${what} is empty.`);
  // Not quoted: what is no path at all may be something else that was put in the wrong place.
  if (UNUSABLE.test(clean)) throw invalid(`${what} holds a control character or half a character.`);
  const parts = clean.split("/");
  if (parts.includes("")) throw invalid(`${what} has two slashes in a row: ${printablePath(clean)}.`);
  if (parts.some((part) => part === "." || part === ".."))
    throw invalid(`${what} may not go by . or ..: ${printablePath(clean)}.`);
  return parts;
}

function invalid(message: string): SecretsError {
  return vaultError("INVALID_CONFIG", message, {
    hint: 'Give the path below the mount, such as "mailjet" or "prod/mailjet".',
  });
}
