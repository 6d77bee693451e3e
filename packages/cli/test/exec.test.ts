import { access, chmod, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startVaultEmulator } from "@mailjet-secrets/testing";
import { expect, it } from "vitest";
import { canaryForms, findCanary } from "../../../test/support/canary.ts";
import { folderWith, PAIR, run, startExec } from "./support/run-exec.ts";

const LAST_DIGITS = ["-p", "process.env.MJ_APIKEY_PRIVATE.slice(-2)"];
const IS_SET = 'console.log(["MJ_APIKEY_PUBLIC", "MJ_APIKEY_PRIVATE"].map((name) => process.env[name]?.length))';

it("runs a command with the pair of a .env file in its environment", async () => {
  const cwd = await folderWith({ ".env": `MJ_APIKEY_PUBLIC=${PAIR.apiKey}\nMJ_APIKEY_PRIVATE=${PAIR.apiSecret}\n` });
  const outcome = await run(["exec", "--", process.execPath, "-e", IS_SET], { env: {}, cwd });
  expect(outcome).toMatchObject({ code: 0, stdout: "[ 32, 32 ]\n", stderr: "" });
});

it("runs a shell script with the pair of a store in its environment", async () => {
  await using vault = await startVaultEmulator();
  vault.put("secret/mailjet", { api_key: PAIR.apiKey, secret_key: PAIR.apiSecret });
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken };
  const words = ["exec", "--provider", "vault", "--secret", "mailjet", "--"];
  const script = 'echo "$MJ_APIKEY_PRIVATE" | wc -c';
  expect(await run([...words, "sh", "-c", script], { env })).toMatchObject({ code: 0, stdout: "33\n" });
});

it.each([0, 3, 255])("H04 ends with the exit code of the command: %i", async (code) => {
  expect(await run(["exec", "--", "sh", "-c", `exit ${code}`])).toMatchObject({ code, stderr: "" });
});

it("H04 the codes of its own failures are in the help", async () => {
  const { stdout } = await run(["exec", "--help"]);
  expect(stdout).toMatch(/128 \+ n if it died of signal n; 127 there is no such command; 126 it did not start/);
});

it("H05 a command that does not exist ends with 127 and one line", async () => {
  const { code, stdout, stderr } = await run(["exec", "--", "no-such-command"]);
  expect([code, stdout, stderr]).toEqual([127, "", "exec: no-such-command: command not found\n"]);
  expect(await run(["exec", "--", "./no-such-command"])).toMatchObject({ code: 127 });
  expect(await run(["exec", "--", ""])).toMatchObject({ code: 127, stderr: 'exec: "": command not found\n' });
});

it("H05 what cannot be executed ends with 126 and one line", async () => {
  const cwd = await folderWith({ "plain.txt": "x", "no-interpreter": "#!/no/such/program\n" });
  await chmod(join(cwd, "no-interpreter"), 0o755);
  await mkdir(join(cwd, "folder"));
  const lines = {
    "./plain.txt": "./plain.txt: not executable (permission denied)",
    "./folder": "./folder: is a directory",
    "./no-interpreter": "./no-interpreter: the interpreter that its first line names is missing",
  };
  for (const [file, line] of Object.entries(lines)) {
    expect(await run(["exec", "--", file], { cwd })).toMatchObject({
      code: 126,
      stdout: "",
      stderr: `exec: ${line}\n`,
    });
  }
});

it("H05 a working directory that does not exist or is a file ends with 126 and one line", async () => {
  const cwd = await folderWith({ file: "" });
  const gone = await run(["exec", "--cwd", "gone", "--", "true"], { cwd });
  expect(gone).toMatchObject({ code: 126, stderr: `exec: the working directory ${cwd}/gone does not exist\n` });
  const file = await run(["exec", "--cwd", "file", "--", "true"], { cwd });
  expect(file).toMatchObject({ code: 126, stderr: `exec: the working directory ${cwd}/file is not a directory\n` });
});

it("runs in the given working directory", async () => {
  const cwd = await folderWith();
  await mkdir(join(cwd, "inner"));
  expect(await run(["exec", "--cwd", "inner", "--", "pwd"], { cwd })).toMatchObject({ stdout: `${cwd}/inner\n` });
});

it("H06 everything behind -- reaches the command untouched, also flags of ours and a second --", async () => {
  const words = ["--help", "-e", "x", "--json", "--", "--account", "a", "--version"];
  const { stdout } = await run(["exec", "--", "printf", "%s\\n", ...words]);
  expect(stdout.trimEnd().split("\n")).toEqual(words);
});

it.each([["mytool", "--version"], ["mytool", "--", "x"], []])(
  "H06 without -- in front of the command it is refused, and told so: %j %j %j",
  async (...words) => {
    const { code, stdout, stderr } = await run(["exec", ...words.filter((word) => typeof word === "string")]);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toMatch(/^error: Put -- in front of the command/);
  },
);

it("H06 nothing behind -- is refused", async () => {
  expect(await run(["exec", "--"])).toMatchObject({ code: 64, stderr: "error: There is no command behind --.\n" });
});

it("H07 there is no shell in between: words with blanks, quotes, ; and * arrive as they are, and run nothing", async () => {
  const cwd = await folderWith({ file: "" });
  const words = ["; touch x", "a  b", `"'`, "*", "$MJ_APIKEY_PUBLIC", "`touch y`", "$(touch z)", ""];
  const { stdout } = await run(["exec", "--", "printf", "%s|", ...words, "end"], { cwd });
  expect(stdout).toBe(`${words.join("|")}|end|`);
  for (const name of ["x", "y", "z"]) await expect(access(join(cwd, name))).rejects.toMatchObject({ code: "ENOENT" });
});

it("H07 the help explains why echo $MJ_APIKEY_PUBLIC prints nothing", async () => {
  const { stdout } = await run(["exec", "--help"]);
  expect(stdout).toMatch(/exec -- echo \$MJ_APIKEY_PUBLIC\s+prints nothing: your own shell replaces the variable/);
});

it("H08 the help says that Windows is untested, and what does not start there", async () => {
  const { stdout } = await run(["exec", "--help"]);
  expect(stdout).toMatch(
    /On Windows [^;]*; that, and \.cmd files \(which do not start without a shell\), are untested/,
  );
});

it("H10 no value stands in the list of processes, neither at the wrapper nor at the command", async () => {
  const script = 'process.stdin.resume(); console.log("pids", process.ppid, process.pid)';
  const running = await startExec(["exec", "--", process.execPath, "-e", script]);
  const [, ...pids] = await running.seen(/pids (\d+) (\d+)/);
  const forms = canaryForms(PAIR.apiKey, PAIR.apiSecret);
  expect(Number(pids[0])).toBe(running.process.pid);
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8");
    expect(line).toContain("process.stdin.resume()");
    expect(findCanary(line, forms)).toBeUndefined();
  }
  running.process.stdin.end();
  expect(await running.end()).toMatchObject({ code: 0 });
});

it("H15 a command that runs on keeps the old pair after a rotation; one started afterwards has the new one", async () => {
  await using vault = await startVaultEmulator();
  vault.put("secret/mailjet", { api_key: PAIR.apiKey, secret_key: PAIR.apiSecret });
  const env = { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken };
  const words = ["exec", "--provider", "vault", "--secret", "mailjet", "--", process.execPath];
  const script =
    'console.log("ready"); process.stdin.on("data", () => console.log(process.env.MJ_APIKEY_PRIVATE.slice(-2)))';
  const running = await startExec([...words, "-e", script], { env });
  await running.seen(/ready/);
  vault.put("secret/mailjet", { api_key: PAIR.apiKey, secret_key: "aabbccddeeff00112233445566778899" });
  const later = await run([...words, ...LAST_DIGITS], { env });
  running.process.stdin.end("\n");
  expect([(await running.end()).stdout, later.stdout]).toEqual(["ready\n00\n", "99\n"]);
});

it("H15 the help says that a running command keeps the old pair", async () => {
  const { stdout } = await run(["exec", "--help"]);
  expect(stdout).toMatch(/after a rotation one that was started before still has the old\s+pair/);
});

it.each([
  ["without a value", { api_key: PAIR.apiKey, secret_key: "" }, 65],
  ["without one half", { api_key: PAIR.apiKey }, 65],
  ["that is not there", undefined, 66],
] as const)("does not start the command for a secret %s", async (_, record, code) => {
  await using vault = await startVaultEmulator();
  if (record !== undefined) vault.put("secret/mailjet", record);
  const [cwd, env] = [await folderWith(), { VAULT_ADDR: vault.url, VAULT_TOKEN: vault.rootToken }];
  const outcome = await run(["exec", "--provider", "vault", "--secret", "mailjet", "--", "touch", "started"], {
    cwd,
    env,
  });
  expect(outcome).toMatchObject({ code, stdout: "" });
  await expect(access(join(cwd, "started"))).rejects.toMatchObject({ code: "ENOENT" });
});

it("does not start the command for an empty .env file and empty variables", async () => {
  const cwd = await folderWith({ ".env": "" });
  const env = { MJ_APIKEY_PUBLIC: "", MJ_APIKEY_PRIVATE: "" };
  const outcome = await run(["exec", "--", "touch", "started"], { cwd, env });
  expect(outcome).toMatchObject({ code: 66, stdout: "" });
  expect(outcome.stderr).toContain("MJ_APIKEY_PUBLIC");
  await expect(access(join(cwd, "started"))).rejects.toMatchObject({ code: "ENOENT" });
});

it("H17 what it says itself holds no value in any form, whatever went wrong, also with DEBUG=*", async () => {
  const env = {
    ...{ MJ_APIKEY_PUBLIC: PAIR.apiKey, MJ_APIKEY_PRIVATE: PAIR.apiSecret },
    DEBUG: "*",
    NODE_DEBUG: "exec",
  };
  const forms = canaryForms(PAIR.apiKey, PAIR.apiSecret);
  for (const words of [
    ["--", "no-such-command"],
    ["--", "/"],
    ["--cwd", "gone", "--", "true"],
    ["--map", `X=${PAIR.apiSecret}`, "--", "true"],
    ["--map", PAIR.apiSecret, "--", "true"],
    ["--account", PAIR.apiSecret, "--", "true"],
    [`--${PAIR.apiSecret}`, "--", "true"],
    ["--", PAIR.apiSecret],
  ]) {
    const { code, stdout, stderr } = await run(["exec", ...words], { env });
    expect(code).not.toBe(0);
    expect(findCanary(stdout + stderr, forms)).toBeUndefined();
  }
});
