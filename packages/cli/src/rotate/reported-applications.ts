/** Names of the applications by the pair that they have, as their reports in `files` say. */
export async function reportedApplications(files: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  throw new TypeError(`not yet: ${files.length}`);
}
