// Writes docs/api: what the index.ts of each published package exports, out of the comments there. With --check it writes
// nothing, and fails if what stands there is not what would be written.
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Application } from "typedoc";
import { publishedPackages } from "./pack-packages.mjs";

const root = join(import.meta.dirname, "../..");
const target = join(root, "docs/api");
// A command has nothing to import. What has an address of its own has a page of its own.
const packages = publishedPackages().flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports)
    .filter(([, conditions]) => conditions["@mailjet-secrets/source"] !== undefined)
    .map(([address, conditions]) => ({
      entry: join(folder, conditions["@mailjet-secrets/source"]),
      page: `${join(basename(folder), address).replace("/", "-")}.md`,
      name: join(manifest.name, address),
      description: address === "." ? manifest.description : `${manifest.description}: ${basename(address)}`,
    })),
);

const pages = await makePages();
const problems = [
  ...wrongPages(),
  ...[...pages].flatMap(([page, text]) => [...brokenLinks(page, text), ...ofMachine(page, text)]),
];
if (process.argv.includes("--check")) problems.push(...(await differences()));
else if (problems.length === 0) await write();
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`docs/api: ${pages.size} pages, no broken link`);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Converts all packages in one go, so that they link to each other. Returns the text of each page by file name. */
async function makePages() {
  const work = await mkdtemp(join(tmpdir(), "mailjet-secrets-api-"));
  const output = join(work, "api");
  try {
    const application = await Application.bootstrapWithPlugins({
      plugin: ["typedoc-plugin-markdown"],
      entryPoints: packages.map(({ entry }) => entry),
      tsconfig: await sourcesOnly(work),
      // The folder that typedoc would take otherwise is docs, and it empties what it takes.
      out: output,
      cleanOutputDir: false,
      name: "API reference",
      readme: "none",
      // Neither lines nor addresses of a host: a page changes when what it describes does.
      disableSources: true,
      router: "module",
      excludePrivate: true,
      excludeInternal: true,
      treatWarningsAsErrors: true,
      treatValidationWarningsAsErrors: true,
      // A comment of its own names a type that is not exported.
      externalSymbolLinkMappings: { "@mailjet-secrets/testing": { "ReadGate.hold": "#" } },
      logLevel: "Warn",
      hidePageHeader: true,
      hideBreadcrumbs: true,
      // Hosts number headings of the same name in ways of their own.
      useHTMLAnchors: true,
      parametersFormat: "table",
    });
    const project = await application.convert();
    if (project === undefined) throw new Error("The sources do not compile.");
    for (const child of project.children ?? []) child.name = child.name.replace("/src", "").replace("/", "-");
    application.validate(project);
    await application.generateOutputs(project);
    if (application.logger.hasErrors() || application.logger.hasWarnings()) throw new Error("typedoc complains.");
    return await readPages(output);
  } finally {
    await rm(work, { recursive: true });
  }
}

/** Settings of the compiler for the sources of the packages, without their tests. Returns the path of the file. */
async function sourcesOnly(folder) {
  const file = join(folder, "tsconfig.json");
  const compilerOptions = { rootDir: root, typeRoots: [join(root, "node_modules/@types")] };
  const include = [join(root, "packages/*/src")];
  await writeFile(file, JSON.stringify({ extends: join(root, "tsconfig.tests.json"), compilerOptions, include }));
  return file;
}

/** The pages, each with the whole name of its package as the title, and the list of them as README.md. */
async function readPages(folder) {
  const names = (await readdir(folder)).sort().filter((name) => name !== "README.md");
  const made = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), "utf8");
      const about = packages.find(({ page }) => page === name);
      return [name, asDocument(text).replace(/^# .*\n/, `# ${about?.name}\n\n${about?.description}.\n`)];
    }),
  );
  const rows = packages.map(({ page, name, description }) => `| [\`${name}\`](${page}) | ${description} |`);
  const list = ["# API reference", "", "Made by `npm run docs:api` out of the comments in the sources.", ""];
  const table = ["| package | what is in it |", "| --- | --- |", ...rows];
  return new Map([["README.md", `${[...list, ...table].join("\n")}\n`], ...made]);
}

/** Blocks of code are examples of values here, and no programs: the tests of the documentation run the others. */
function asDocument(text) {
  const unlinked = text.replace(/\[([^\]]+)\]\(#\)/g, "$1");
  return `${unlinked.replaceAll("```ts\n", "```text\n").trimEnd()}\n`;
}

function wrongPages() {
  const expected = ["README.md", ...packages.map(({ page }) => page)].sort().join(" ");
  const found = [...pages.keys()].sort().join(" ");
  return expected === found ? [] : [`Expected the pages ${expected}, and there are ${found}.`];
}

/** Links to pages, and to headings in them, that are not there. */
function brokenLinks(page, text) {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
    if (/^https:/.test(link)) return [];
    const [file, heading] = link.split("#");
    const target = pages.get(file === "" ? page : file);
    const found = target !== undefined && (heading === undefined || anchors(target).has(heading));
    return found ? [] : [`docs/api/${page}: the link ${link} leads nowhere.`];
  });
}

function anchors(text) {
  return new Set([...text.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id));
}

function ofMachine(page, text) {
  return [root, tmpdir()].filter((part) => text.includes(part)).map((part) => `docs/api/${page} names ${part}.`);
}

/** What stands in docs/api and would be written otherwise. */
async function differences() {
  const there = existsSync(target) ? await readdir(target) : [];
  const strange = there.filter((name) => !pages.has(name)).map((name) => `docs/api/${name} belongs to no package.`);
  const old = await Promise.all(
    [...pages].map(async ([name, text]) => {
      const same = there.includes(name) && (await readFile(join(target, name), "utf8")) === text;
      return same ? [] : [`docs/api/${name} is not up to date: npm run docs:api`];
    }),
  );
  return [...strange, ...old.flat()];
}

async function write() {
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  for (const [name, text] of pages) await writeFile(join(target, name), text);
}
