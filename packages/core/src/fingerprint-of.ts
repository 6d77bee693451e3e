/** Makes of the values by which something is known one text that tells it apart from others without keeping them. */
export function fingerprintOf(...values: readonly unknown[]): string {
  // Not imported at the top: node:crypto alone would be a third of what this library's import costs.
  const { createHash } = process.getBuiltinModule("node:crypto");
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}
