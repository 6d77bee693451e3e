import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it, vi } from "vitest";
import { runScript } from "../src/run-script.ts";
import { temporaryFolder } from "../src/temporary-folder.ts";

it("gives what a script printed and its exit code, also of one that fails", async () => {
  vi.stubEnv("MJ_APIKEY_PUBLIC", "x");
  await using folder = await temporaryFolder({
    "script.mjs": `
      const { DEBUG, WORD, MJ_APIKEY_PUBLIC } = process.env;
      console.log(DEBUG, WORD, MJ_APIKEY_PUBLIC, process.cwd());
      console.error("Told.");
      process.exitCode = WORD === "fails" ? 2 : 0;
    `,
  });
  const script = pathToFileURL(join(folder.path, "script.mjs"));
  expect(await runScript(script)).toEqual({
    code: 0,
    stdout: `* undefined undefined ${process.cwd()}\n`,
    stderr: "Told.\n",
  });
  expect(await runScript(script, { environment: { WORD: "fails" }, directory: folder.path })).toEqual({
    code: 2,
    stdout: `* fails undefined ${folder.path}\n`,
    stderr: "Told.\n",
  });
  vi.unstubAllEnvs();
});

it("takes no script for an outcome that never came to an end of its own", async () => {
  await using folder = await temporaryFolder({ "script.mjs": 'process.kill(process.pid, "SIGKILL");' });
  const running = runScript(pathToFileURL(join(folder.path, "script.mjs")));
  await expect(running).rejects.toMatchObject({ signal: "SIGKILL" });
});
