import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BuildOptions, build } from "esbuild";
import { expect, it, onTestFinished } from "vitest";
import { startEmulator } from "./support/start-emulator.ts";

const run = promisify(execFile);
const LOADED = `
  const { createRequire } = await import("node:module");
  const files = Object.keys(createRequire(import.meta.url).cache);
  console.log(JSON.stringify({ sdk: files.some((file) => /@aws-sdk|@smithy/.test(file)) }));`;

interface Output {
  readonly sdk: boolean;
  readonly stderr: string;
}

async function runScript(script: string, variables: Readonly<Record<string, string>> = {}): Promise<Output> {
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "-e", script + LOADED], {
    cwd: join(import.meta.dirname, ".."),
    env: { PATH: process.env["PATH"], ...variables },
  });
  return { ...(JSON.parse(stdout) as { sdk: boolean }), stderr };
}

const read = (options: object): string => `
  import { awsProvider } from "@mailjet-secrets/aws";
  const provider = awsProvider(${JSON.stringify(options)});
  const { values } = await provider.read({ id: "mail" }, { signal: new AbortController().signal });
  if (Object.keys(values).length !== 2) throw new Error("not read");`;

it("loads no SDK when it is imported, when a provider is made, and when that is closed", async () => {
  const script =
    'import { awsProvider } from "@mailjet-secrets/aws"; await awsProvider({ region: "eu-west-1" }).close();';
  expect(await runScript(script)).toEqual({ sdk: false, stderr: "" });
});

/** Files that come with an entry of the package. */
async function filesOf(entry: string): Promise<string> {
  const { metafile } = await build({
    stdin: { contents: `import "@mailjet-secrets/aws${entry}";`, resolveDir: join(import.meta.dirname, "..") },
    bundle: true,
    platform: "node",
    external: ["@aws-sdk/*"],
    ignoreAnnotations: true, // otherwise what is imported for nothing is left out
    metafile: true,
    write: false,
  });
  return Object.keys(metafile.inputs).join("\n");
}

it("brings nothing of rotations with its main entry", async () => {
  expect(await filesOf("")).not.toMatch(/rotation|mailjet-admin/);
  expect(await filesOf("/rotation")).toMatch(/mailjet-admin/);
});

it("loads no SDK when the entry of rotations is imported", async () => {
  expect(await runScript('import "@mailjet-secrets/aws/rotation";')).toEqual({ sdk: false, stderr: "" });
});

it("loads no SDK at all to read by the agent or the extension", async () => {
  const { port, agent } = await startEmulator();
  for (const via of ["agent", "extension"]) {
    const variables = { AWS_SESSION_TOKEN: agent.token };
    expect(await runScript(read({ via, port }), variables)).toEqual({ sdk: false, stderr: "" });
  }
});

it("loads the SDK at the first read, and lets the process end without being closed", async () => {
  const { url: endpoint, region, accessKey: credentials } = await startEmulator();
  expect((await runScript(read({ endpoint, region, credentials }))).sdk).toBe(true);
});

it("sets nothing that is global: the SDK's own warning about Node.js is silenced by its own variable", async () => {
  const { url: endpoint, region, accessKey: credentials } = await startEmulator();
  const options = { endpoint, region, credentials };
  const silenced = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
  expect((await runScript(read(options), silenced)).stderr).toBe("");
  const isOld = Number(process.versions.node.split(".")[0]) < 22;
  expect(/NodeVersionSupportWarning/.test((await runScript(read(options))).stderr)).toBe(isOld);
});

const BUNDLES: readonly (readonly [title: string, name: string, options: BuildOptions])[] = [
  ["a CommonJS bundle", "application.cjs", { format: "cjs" }],
  ["a bundle of ES modules", "application.mjs", { format: "esm", mainFields: ["module", "main"] }],
];

it.each(BUNDLES)("finds the SDK in %s, with no node_modules beside it", async (_title, name, options) => {
  const { url: endpoint, region, accessKey: credentials } = await startEmulator();
  const folder = await mkdtemp(join(tmpdir(), "aws-bundle-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const contents = `
    import { awsProvider } from "@mailjet-secrets/aws";
    const provider = awsProvider(${JSON.stringify({ endpoint, region, credentials })});
    provider.read({ id: "mail" }, { signal: new AbortController().signal }).then(({ values }) => console.log(Object.keys(values)));`;
  await build({
    stdin: { contents, resolveDir: join(import.meta.dirname, "..") },
    outfile: join(folder, name),
    bundle: true,
    platform: "node",
    ...options,
  });
  const { stdout } = await run(process.execPath, [join(folder, name)], { env: { PATH: process.env["PATH"] } });
  expect(stdout).toContain("public");
});
