const EXPECTED =
  /^(dist\/.+\.(js|d\.ts|schema\.json)|dist\/third-party-.+\.md|gitleaks\.toml|sdk\.(cjs|d\.cts)|package\.json|README\.md|LICENSE)$/;
const REQUIRED = ["package.json", "README.md", "LICENSE"];
// What tests, sources and tools leave behind; "dist/" alone would admit it.
const FOREIGN = /(^|\/)(test|tests|src|fixtures|node_modules)\/|\.(test|spec)\.|\.tsbuildinfo$|\.map$/;
const SPECIFIER = /(?:from|import|require)\s*\(?\s*["'](\.[^"']+)["']/g;

/**
 * What is wrong with the files of a packed package: `files` by path with their text, `manifest` as it is packed. Every
 * target of `main`, `types`, `bin`, `exports` and `imports` has to be there, with all that it imports, and every file that
 * runs has to be reached from one of those. (Declarations that are not reached describe the inside; `tsc` writes them for all.)
 */
export function tarballProblems(manifest, files) {
  const paths = [...files.keys()];
  const targets = entries(manifest);
  const reached = reach(targets, files);
  return [
    ...paths
      .filter((path) => !EXPECTED.test(path) || FOREIGN.test(path))
      .map((path) => `${path} does not belong there`),
    ...REQUIRED.filter((path) => !files.has(path)).map((path) => `${path} is missing`),
    ...targets.filter((path) => !files.has(path)).map((path) => `package.json names ${path}, which is missing`),
    ...[...reached].filter((path) => !files.has(path)).map((path) => `a file names ${path}, which is missing`),
    ...paths.filter((path) => /\.c?js$/.test(path) && !reached.has(path)).map((path) => `nothing leads to ${path}`),
    ...leftovers(manifest),
  ];
}

/** Paths that package.json names, without the "./". */
function entries({ main, types, bin, exports, imports }) {
  return [
    ...new Set([main, types, ...texts(bin), ...texts(exports), ...texts(imports)].filter((path) => path !== undefined)),
  ].map((path) => path.replace(/^\.\//, ""));
}

function texts(value) {
  if (typeof value === "string") return [value];
  return Object.values(value ?? {}).flatMap(texts);
}

/** The targets and all that they import, one from another. */
function reach(targets, files) {
  const reached = new Set(targets);
  for (const path of reached) {
    for (const [, specifier] of (files.get(path) ?? "").matchAll(SPECIFIER)) {
      const resolved = new URL(specifier, `file:///${path}`).pathname.slice(1);
      // Declarations name each other as sources.
      reached.add(/\.d\.c?ts$/.test(path) ? resolved.replace(/\.(c?)[jt]s$/, ".d.$1ts") : resolved);
    }
  }
  return reached;
}

/** What is right in the workspace only. */
function leftovers({ dependencies, peerDependencies, exports }) {
  const versions = Object.entries({ ...dependencies, ...peerDependencies });
  const workspace = versions.filter(([, version]) => /^(workspace|catalog|file|link):/.test(version));
  const source = JSON.stringify(exports).includes("/source");
  return [
    ...workspace.map(([name, version]) => `${name} has the version ${version}, which only the workspace knows`),
    ...(source ? ["exports leads to the sources"] : []),
  ];
}
