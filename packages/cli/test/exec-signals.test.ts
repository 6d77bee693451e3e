import { readFile } from "node:fs/promises";
import { constants } from "node:os";
import { expect, it, vi } from "vitest";
import { run, startExec } from "./support/run-exec.ts";

const FAREWELL = (signal: string): string[] => [
  process.execPath,
  "-e",
  `process.on("${signal}", () => { console.log("bye"); process.exit(7); }); setInterval(() => {}, 1e3); console.log("ready")`,
];

it.each(["SIGTERM", "SIGHUP", "SIGINT", "SIGUSR2"] as const)(
  "H01 %s to the wrapper alone reaches the command, whose code it ends with",
  async (signal) => {
    const running = await startExec(["exec", "--", ...FAREWELL(signal)]);
    await running.seen(/ready/);
    running.process.kill(signal);
    expect(await running.end()).toMatchObject({ code: 7, signal: null, stdout: "ready\nbye\n", stderr: "" });
  },
);

it("H01 every signal that can be caught is passed on, once", async () => {
  const kept = /^SIG(KILL|STOP|CHLD|PIPE|SEGV|BUS|FPE|ILL|TRAP|SYS|TSTP|TTIN|TTOU)$/;
  const names = [...new Map(Object.entries(constants.signals).map(([name, number]) => [number, name])).values()];
  const signals = names.filter((name) => !kept.test(name)) as NodeJS.Signals[];
  expect(signals.length).toBeGreaterThan(15);
  const script = `for (const name of ${JSON.stringify(signals)}) process.on(name, () => console.log("got", name + "."));
    process.stdin.resume(); console.log("ready")`;
  const running = await startExec(["exec", "--", process.execPath, "-e", script]);
  await running.seen(/ready/);
  for (const signal of signals) {
    running.process.kill(signal);
    await running.seen(new RegExp(`got ${signal}\\.`));
  }
  running.process.stdin.end();
  const { code, stdout } = await running.end();
  expect(code).toBe(0);
  expect(stdout.trimEnd().split("\n")).toEqual(["ready", ...signals.map((signal) => `got ${signal}.`)]);
});

it("H01 a stop stops the wrapper, too, and both go on together", async () => {
  const script = `for (const name of ["SIGTSTP", "SIGCONT"]) process.on(name, () => console.log("got", name));
    process.stdin.resume(); console.log("ready")`;
  const running = await startExec(["exec", "--", process.execPath, "-e", script]);
  await running.seen(/ready/);
  running.process.kill("SIGTSTP");
  await running.seen(/got SIGTSTP/);
  const state = async (): Promise<string | undefined> =>
    (await readFile(`/proc/${running.process.pid}/stat`, "utf8")).split(") ").at(-1)?.[0];
  await vi.waitFor(async () => expect(await state()).toBe("T"));
  running.process.kill("SIGCONT");
  await running.seen(/got SIGCONT/);
  running.process.stdin.end();
  expect(await running.end()).toMatchObject({ code: 0 });
});

it.each([
  ["SIGKILL", 137],
  ["SIGTERM", 143],
  ["SIGSEGV", 139],
  ["SIGINT", 130],
] as const)("H03 a command that dies of %s ends it with %i", async (signal, code) => {
  const outcome = await run(["exec", "--", "sh", "-c", `kill -${signal.slice(3)} $$`]);
  expect(outcome).toMatchObject({ code, signal: null, stderr: "" });
});

it("H03 a command that dies of the signal that was passed on ends it with 143", async () => {
  const running = await startExec(["exec", "--", "sh", "-c", "echo ready; exec cat"]);
  await running.seen(/ready/);
  running.process.kill("SIGTERM");
  expect(await running.end()).toMatchObject({ code: 143, signal: null });
});
