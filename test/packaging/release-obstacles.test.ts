import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { publishedPackages } from "../support/pack-packages.mjs";
import { releaseObstacles } from "../support/release-obstacles.mjs";

const root = join(import.meta.dirname, "../..");
const repository = { type: "git", url: "git+https://git.example.com/shop/mail.git", directory: "packages/a" };
const text = (path: string): string => readFileSync(join(root, path), "utf8");

describe("a release", () => {
  it("goes on when all packages have one version and an address", () => {
    const manifests = [
      { name: "a", version: "1.0.0", repository },
      { name: "b", version: "1.0.0", repository },
    ];
    expect(releaseObstacles(manifests)).toEqual([]);
  });

  it("stops when there is no address to attest, or no folder in it", () => {
    const manifests = [
      { name: "a", version: "1.0.0" },
      { name: "b", version: "1.0.0", repository: { url: repository.url } },
    ];
    expect(releaseObstacles(manifests)).toEqual([
      'package.json of a has no "repository" with "url" and "directory"',
      'package.json of b has no "repository" with "url" and "directory"',
    ]);
  });

  it("stops when the versions differ", () => {
    const manifests = [
      { name: "a", version: "1.0.0", repository },
      { name: "b", version: "1.1.0", repository },
    ];
    expect(releaseObstacles(manifests)).toEqual([
      "the packages have the versions 1.0.0 and 1.1.0, and should have one",
    ]);
  });

  it("gives all published packages the same version, by the settings of changesets", () => {
    const { fixed } = JSON.parse(text(".changeset/config.json")) as { readonly fixed: readonly (readonly string[])[] };
    const names = publishedPackages().map(({ manifest }) => manifest.name);
    expect(fixed.map((group) => [...group].sort())).toEqual([names.sort()]);
  });

  it("is a dry run unless somebody says otherwise, and attests where it was built", () => {
    const workflow = text(".github/workflows/release.yml");
    expect(workflow).toMatch(/dry_run:\n(?: +.*\n)*? +default: true\n/);
    expect(workflow).toMatch(/id-token: write/);
    // The one line that publishes is behind the input.
    const steps = workflow.split(/^ {6}- /m);
    const publishing = steps.filter((step) => step.includes("--publish"));
    expect(publishing).toHaveLength(1);
    expect(publishing[0]).toMatch(/if: \$\{\{ !inputs\.dry_run \}\}/);
    expect(text("test/support/release.mjs")).toMatch(/"publish", tarball, "--provenance"/);
  });
});
