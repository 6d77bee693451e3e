import { SecretsError } from "./secrets-error.ts";

/** What {@link notLoaded} can be told. */
export interface NotLoadedOptions {
  /** Name of the provider that needs the package. Absence: core itself does. */
  readonly provider?: string;
  /** What to install. @default the package's name */
  readonly install?: string;
  /** What to do if the package is there and does not load. @default to leave it out of a bundle of ES modules */
  readonly hint?: string;
}

const BUNDLED =
  "In a bundle: it cannot be part of one that is an ES module, so mark it as external, or make the bundle CommonJS.";

/** Makes `MISSING_DEPENDENCY` of what a dynamic import rejected with: `import("x").catch(notLoaded("x"))`. */
export function notLoaded(
  packageName: string,
  { provider, install = packageName, hint = BUNDLED }: NotLoadedOptions = {},
): (cause: unknown) => never {
  return (cause) => {
    const { code } = cause as { readonly code?: unknown };
    const isAbsent = code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
    const message = `The package ${packageName} ${isAbsent ? "is not installed" : "does not load"}.`;
    throw new SecretsError("MISSING_DEPENDENCY", message, {
      ...(provider === undefined ? {} : { provider }),
      hint: isAbsent ? `Run: npm install ${install}` : hint,
      cause,
    });
  };
}
