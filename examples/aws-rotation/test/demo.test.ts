import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const demo = join(import.meta.dirname, "../dist/demo.js");

it("npm start shows the four steps with a mail after each, and no key in any output, not even with DEBUG=*", async () => {
  const environment = { PATH: process.env["PATH"], DEBUG: "*" };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [demo], { env: environment });
  const steps = [...stdout.matchAll(/"step":"(\w+)".*"outcome":"(\w+)"/g)].map(([, step, outcome]) => [step, outcome]);
  expect(steps).toEqual(["createSecret", "setSecret", "testSecret", "finishSecret"].map((step) => [step, "done"]));
  const fingerprints = [...stdout.matchAll(/Mailjet answered 200 to the pair ([0-9a-f]{8})$/gm)].map(
    ([, pair]) => pair,
  );
  expect(fingerprints).toHaveLength(6);
  expect(new Set(fingerprints.slice(0, 5)).size).toBe(1);
  expect(fingerprints[5]).not.toBe(fingerprints[0]);
  expect(stderr).toBe("");
  expect(stdout).not.toMatch(/[0-9a-f]{32}|secret\+access/);
}, 40_000);
