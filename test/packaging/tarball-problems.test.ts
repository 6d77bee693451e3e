import { describe, expect, it } from "vitest";
import { tarballProblems } from "../support/tarball-problems.mjs";

const MANIFEST = {
  main: "./dist/index.js",
  types: "./dist/index.d.ts",
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
  dependencies: { dotenv: "^18.0.0" },
};
const FILES = {
  "package.json": "{}",
  "README.md": "",
  LICENSE: "",
  "dist/index.js": `import { a } from "./chunk-A.js"; const later = () => import("./later-B.js");`,
  "dist/chunk-A.js": "",
  "dist/later-B.js": `import "./chunk-A.js";`,
  "dist/index.d.ts": `export type { A } from "./a.ts";`,
  "dist/a.d.ts": "",
};

function problems(files: Readonly<Record<string, string | undefined>>, manifest: object = {}): readonly string[] {
  const given = Object.entries({ ...FILES, ...files }).flatMap(([path, text]) =>
    text === undefined ? [] : ([[path, text]] as const),
  );
  return tarballProblems({ ...MANIFEST, ...manifest }, new Map(given));
}

describe("the check of a packed package", () => {
  it("accepts one whose files and exports lead to each other", () => {
    expect(problems({})).toEqual([]);
  });

  it.each([
    ["a target of exports", "dist/index.js", "package.json names dist/index.js, which is missing"],
    ["a chunk", "dist/later-B.js", "a file names dist/later-B.js, which is missing"],
    ["a declaration", "dist/a.d.ts", "a file names dist/a.d.ts, which is missing"],
    ["the licence", "LICENSE", "LICENSE is missing"],
  ])("finds that %s is missing", (_, path, problem) => {
    expect(problems({ [path]: undefined })).toContain(problem);
  });

  it("takes a command for a way to a file", () => {
    const manifest = { bin: { command: "./dist/main.js" } };
    expect(problems({ "dist/main.js": "" }, manifest)).toEqual([]);
    expect(problems({}, manifest)).toContain("package.json names dist/main.js, which is missing");
  });

  it("finds a file that nothing leads to", () => {
    expect(problems({ "dist/chunk-old.js": "" })).toEqual(["nothing leads to dist/chunk-old.js"]);
  });

  it.each(["dist/index.test.d.ts", "test/index.test.ts", "src/index.ts", "dist/.tsbuildinfo", "dist/fixtures/a.d.ts"])(
    "finds %s, which does not belong in a package",
    (path) => {
      expect(problems({ [path]: "" })).toContain(`${path} does not belong there`);
    },
  );

  it("finds what is right in the workspace only", () => {
    const manifest = { dependencies: { "@mailjet-secrets/core": "workspace:^" }, peerDependencies: { a: "catalog:" } };
    expect(problems({}, manifest)).toEqual([
      "@mailjet-secrets/core has the version workspace:^, which only the workspace knows",
      "a has the version catalog:, which only the workspace knows",
    ]);
  });
});
