import { expect, it } from "vitest";
import { memoryProvider } from "../src/index.ts";

const signal = new AbortController().signal;

it("holds the records given at its creation, under any name", async () => {
  const provider = memoryProvider({ one: { a: "1" } }, { name: "mine" });
  expect(provider.name).toBe("mine");
  expect(await provider.read({ id: "one" }, { signal })).toEqual({ values: { a: "1" }, version: "1" });
});

it("keeps copies of what it is given and gives copies away", async () => {
  const values = { a: "1" };
  const provider = memoryProvider({ one: values });
  values.a = "2";
  const { values: read } = await provider.read({ id: "one" }, { signal });
  Object.assign(read, { a: "3" });
  expect((await provider.read({ id: "one" }, { signal })).values).toEqual({ a: "1" });
});

it("gives back what a test says of a record", async () => {
  const provider = memoryProvider();
  expect(provider.set("one", { a: "1" }, { version: "v7", expiresAt: 5, degraded: true })).toBe("v7");
  const snapshot = await provider.read({ id: "one" }, { signal });
  expect(snapshot).toEqual({ values: { a: "1" }, version: "v7", expiresAt: 5, degraded: true });
});

it("fails as often as asked, with the code or the very error", async () => {
  const provider = memoryProvider({ one: { a: "1" } });
  provider.fail("UNAVAILABLE", 2);
  for (const _ of [1, 2]) await expect(provider.read({ id: "one" }, { signal })).rejects.toThrow("UNAVAILABLE");
  await provider.read({ id: "one" }, { signal });
  const failure = new Error("mine");
  provider.fail(failure);
  await expect(provider.read({ id: "one" }, { signal })).rejects.toBe(failure);
  provider.recover();
  await provider.read({ id: "one" }, { signal });
  expect(provider.readCount).toBe(5);
});

it("answers a held read with what the store held when it was started", async () => {
  const provider = memoryProvider({ one: { a: "old" } });
  const release = provider.hold({ reads: 1 });
  const held = provider.read({ id: "one" }, { signal });
  provider.set("one", { a: "new" });
  expect((await provider.read({ id: "one" }, { signal })).values).toEqual({ a: "new" });
  expect(provider.heldReads).toBe(1);
  release();
  expect((await held).values).toEqual({ a: "old" });
  expect(provider.heldReads).toBe(0);
});

it("holds a deaf read beyond its abort", async () => {
  const provider = memoryProvider({ one: { a: "1" } });
  const release = provider.hold({ deaf: true });
  const controller = new AbortController();
  const held = provider.read({ id: "one" }, { signal: controller.signal });
  controller.abort();
  release();
  expect((await held).values).toEqual({ a: "1" });
});
