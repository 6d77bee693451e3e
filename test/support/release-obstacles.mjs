/**
 * What keeps packages from being released, beside what is wrong in them: they have one version, and npm's provenance
 * needs the address of the repository that they are built from, with the folder of each.
 */
export function releaseObstacles(manifests) {
  const versions = new Set(manifests.map(({ version }) => version));
  const homeless = manifests.filter(({ repository }) => !repository?.url || !repository.directory);
  return [
    ...(versions.size === 1
      ? []
      : [`the packages have the versions ${[...versions].join(" and ")}, and should have one`]),
    ...homeless.map(({ name }) => `package.json of ${name} has no "repository" with "url" and "directory"`),
  ];
}
