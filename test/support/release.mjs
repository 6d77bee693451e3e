// Packs every published package and prints what would be published. With --publish it publishes those tarballs, in the order
// of their dependencies and with provenance; a version that is on the registry already is passed over.
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { packPackages } from "./pack-packages.mjs";
import { releaseObstacles } from "./release-obstacles.mjs";
import { tarballFiles } from "./tarball-files.mjs";
import { tarballProblems } from "./tarball-problems.mjs";

const run = promisify(execFile);
const publishing = process.argv.includes("--publish");

const folder = await mkdtemp(join(tmpdir(), "mailjet-secrets-release-"));
try {
  const packed = await packPackages(folder);
  const read = packed.map(async ({ tarball }) => [tarball, await tarballFiles(tarball)]);
  const files = new Map(await Promise.all(read));
  for (const { name, version, tarball } of packed) await print(name, version, tarball, files.get(tarball));
  const manifests = packed.map(({ tarball }) => JSON.parse(files.get(tarball).get("package.json")));
  const problems = manifests.flatMap((manifest, index) =>
    tarballProblems(manifest, files.get(packed[index].tarball)).map((problem) => `${manifest.name}: ${problem}`),
  );
  const obstacles = releaseObstacles(manifests);
  for (const line of problems) console.error(`wrong: ${line}`);
  for (const line of obstacles) console.error(`before a release: ${line}`);
  if (problems.length > 0 || (publishing && obstacles.length > 0)) process.exitCode = 1;
  else if (publishing) for (const { name, version, tarball } of packed) await publish(name, version, tarball);
  else console.log("Nothing was published: this was a dry run.");
} finally {
  await rm(folder, { recursive: true });
}

async function print(name, version, tarball, contents) {
  const { size } = await stat(tarball);
  const unpacked = [...contents.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(`${name}@${version}  ${basename(tarball)}  ${size} bytes, ${unpacked} unpacked, ${contents.size} files`);
  for (const [path, text] of contents) console.log(`  ${String(Buffer.byteLength(text)).padStart(7)} ${path}`);
}

async function publish(name, version, tarball) {
  if (await isPublished(name, version)) return console.log(`${name}@${version} is published already`);
  const child = spawn("npm", ["publish", tarball, "--provenance", "--access", "public"], { stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`npm publish ended with ${code}: ${name}@${version}`);
}

async function isPublished(name, version) {
  try {
    await run("npm", ["view", `${name}@${version}`, "version", "--prefer-online"]);
    return true;
  } catch (error) {
    if (/E404/.test(error.stderr)) return false;
    throw new Error(`npm does not tell whether ${name}@${version} is published.`, { cause: error });
  }
}
