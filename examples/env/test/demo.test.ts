import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

it("npm start shows a mail accepted by the emulated Mailjet, and no key in any output, not even with DEBUG=*", async () => {
  const demo = join(import.meta.dirname, "../dist/demo.js");
  const environment = { PATH: process.env["PATH"], DEBUG: "*" };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [demo], { env: environment });
  expect(stdout).toMatch(/Provider +env/);
  expect(stdout).toMatch(/fingerprint [0-9a-f]{8}/);
  expect(stdout).toMatch(/POST \/sign-up +202/);
  expect(stdout).toMatch(/Mailjet +success/);
  expect(stdout).toMatch(/Cached calls +100,000/);
  // The pair is random: any text of its shape would be one of its halves.
  expect(stdout + stderr).not.toMatch(/[0-9a-f]{32}|[A-Za-z0-9+/]{40}/);
});
