const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  ENOENT: "does not exist, or leads to nothing",
  ENOTDIR: "does not exist",
  ELOOP: "a link that leads to itself",
  ENAMETOOLONG: "the name is too long",
  EMFILE: "too many open files",
  ENFILE: "too many open files",
  EIO: "the disk cannot read it",
};

/** Why something could not be read, in a few words. */
export function unreadReason(error: unknown): string {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  if (typeof code !== "string") return "could not be scanned";
  return `${REASONS[code] ?? "cannot be read"} (${code})`;
}
