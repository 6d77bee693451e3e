import { expect, it } from "vitest";
import { run, runInPipe, startExec, startInTerminal } from "./support/run-exec.ts";

const KINDS = ["exec", "--", process.execPath, "-p", "[0, 1, 2].map((number) => require('tty').isatty(number)).join()"];

it("H13 in a terminal the command has the terminal", async () => {
  const running = await startInTerminal(KINDS);
  expect(await running.end()).toMatchObject({ code: 0, stdout: "true,true,true\r\n" });
});

it("H13 without a terminal it has none", async () => {
  expect(await run(KINDS)).toMatchObject({ code: 0, stdout: "false,false,false\n" });
});

it("H13 what is typed at a prompt reaches the command", async () => {
  const running = await startInTerminal(["exec", "--", "sh", "-c", 'printf "name? "; read name; echo "hello $name"']);
  await running.seen(/name\? /);
  running.process.stdin.write("you\r");
  await running.seen(/hello you/);
  running.process.stdin.end();
  expect(await running.end()).toMatchObject({ code: 0 });
});

it("H13 piped input reaches the command, byte for byte", async () => {
  expect(await run(["exec", "--", "cat"], { input: "hi" })).toMatchObject({ code: 0, stdout: "hi", stderr: "" });
  const input = "0123456789abcdef".repeat(655_360);
  const { code, stdout } = await run(["exec", "--", "cat"], { input });
  expect([code, stdout.length, stdout === input]).toEqual([0, input.length, true]);
});

it("H13 a command that closes its input early is no failure", async () => {
  const outcome = await run(["exec", "--", "sh", "-c", "exec <&-; exit 4"], { input: "x".repeat(1_000_000) });
  expect(outcome).toMatchObject({ code: 4, stderr: "" });
});

it("H13 an output that is closed early ends the command as it would without the wrapper, without a stack", async () => {
  // By the pipe of a shell: those of Node.js are sockets, which may be reset instead.
  const outcome = await runInPipe(["exec", "--", "yes"], "head -n 1");
  expect(outcome).toMatchObject({ code: 0, stdout: "y\n", stderr: "ended with 141\n" });
});

it("H13 help that nobody reads gives no stack", async () => {
  const running = await startExec(["exec", "--help"]);
  running.process.stdout.destroy();
  expect(await running.end()).toMatchObject({ signal: null, stderr: "" });
});

const COUNT = `let seen = 0;
  for (const name of ["SIGINT", "SIGQUIT"]) process.on(name, () => { seen += 1; console.log("got", name, seen); });
  process.stdin.setRawMode?.(false); process.stdin.on("data", () => { console.log("all", seen); process.exit(); });
  console.log("ready", process.ppid, ".")`;

it("H13 Ctrl-C at a terminal reaches the command once, as without the wrapper", async () => {
  const running = await startInTerminal(["exec", "--", process.execPath, "-e", COUNT]);
  await running.seen(/ready/);
  running.process.stdin.write("\x03");
  await running.seen(/got SIGINT 1/);
  running.process.stdin.write("\x03");
  await running.seen(/got SIGINT 2/);
  running.process.stdin.write("\x1c");
  await running.seen(/got SIGQUIT 3/);
  running.process.stdin.write("\r");
  await running.seen(/all 3/);
  expect(await running.end()).toMatchObject({ code: 0 });
});

it("H01 in a terminal a signal to the wrapper alone reaches the command, once", async () => {
  const running = await startInTerminal(["exec", "--", process.execPath, "-e", COUNT]);
  const [, wrapper] = await running.seen(/ready (\d+)/);
  for (const [index, signal] of (["SIGINT", "SIGQUIT", "SIGINT"] as const).entries()) {
    process.kill(Number(wrapper), signal);
    await running.seen(new RegExp(`got ${signal} ${index + 1}`));
  }
  running.process.stdin.write("\r");
  await running.seen(/all 3/);
});

it("H03 Ctrl-C at a command without a handler ends it with 130", async () => {
  const running = await startInTerminal(["exec", "--", "sh", "-c", "echo ready; exec cat"]);
  await running.seen(/ready/);
  running.process.stdin.write("\x03");
  expect(await running.end()).toMatchObject({ code: 130 });
});
