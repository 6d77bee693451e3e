// Measures every package as it would be published and writes the table into docs/packages.md: its own size, and what
// `npm install` of it alone brings into an empty project.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packPackages } from "./pack-packages.mjs";
import { tarballFiles } from "./tarball-files.mjs";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../..");
const page = join(root, "docs/packages.md");
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--no-package-lock"];

const work = await mkdtemp(join(tmpdir(), "mailjet-secrets-sizes-"));
try {
  const packed = await packPackages(work);
  const rows = [];
  for (const { name, tarball } of packed) rows.push(await measure(packed, name, tarball));
  const table = [
    "| package | tarball | unpacked | packages installed | of them ours | installed |",
    `|${" --- |".repeat(6)}`,
  ];
  for (const row of rows) table.push(`| ${row.join(" | ")} |`);
  console.log(table.join("\n"));
  const text = await readFile(page, "utf8");
  await writeFile(page, text.replace(/^\| package \| tarball[\s\S]*?\n\n/m, `${table.join("\n")}\n\n`));
} finally {
  await rm(work, { recursive: true });
}

async function measure(packed, name, tarball) {
  const unpacked = [...(await tarballFiles(tarball)).values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const folder = await mkdtemp(join(work, "install-"));
  // Ours are not on the registry before they are published; those that are not asked for are not installed.
  const overrides = Object.fromEntries(packed.map((other) => [other.name, `file:${other.tarball}`]));
  const manifest = { private: true, dependencies: { [name]: overrides[name] }, overrides: without(overrides, name) };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await run("npm", ["install", ...QUIET], { cwd: folder });
  const installed = await packagesIn(join(folder, "node_modules"));
  const ours = installed.filter((other) => packed.some(({ name }) => name === other));
  const bytes = await sizeOf(join(folder, "node_modules"));
  const sizes = [(await stat(tarball)).size, unpacked].map(kilobytes);
  return [`\`${name}\``, ...sizes, installed.length, ours.length, kilobytes(bytes)];
}

function without(record, key) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}

async function files(folder) {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Names of the packages below a folder `node_modules`, one of them for each copy. */
async function packagesIn(folder) {
  const manifests = (await files(folder)).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(path)?.[1],
  );
  return manifests.filter((name) => name !== undefined);
}

async function sizeOf(folder) {
  const sizes = await Promise.all((await files(folder)).map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function kilobytes(bytes) {
  return `${Math.round(bytes / 1000).toLocaleString("en")} kB`;
}
