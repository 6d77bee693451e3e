import { expect, it } from "vitest";
import { createSlots } from "../src/slots.ts";

const { signal } = new AbortController();

function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no failure",
    (error: unknown) => error,
  );
}

it("lets callers in by their order, as places become free", async () => {
  const slots = createSlots(1);
  const order: string[] = [];
  const enter = async (name: string): Promise<void> => {
    const giveBack = await slots.take(signal);
    order.push(name);
    giveBack();
  };
  const giveBack = await slots.take(signal);
  const all = [enter("a"), enter("b"), enter("c")];
  expect(order).toEqual([]);
  giveBack();
  await Promise.all(all);
  expect(order).toEqual(["a", "b", "c"]);
});

it("gives no place to a caller who has left", async () => {
  const slots = createSlots(1);
  const giveBack = await slots.take(signal);
  const controller = new AbortController();
  const left = failureOf(slots.take(controller.signal));
  const next = slots.take(signal);
  controller.abort("no");
  expect(await left).toBe("no");
  giveBack();
  (await next)();
  expect(await failureOf(slots.take(AbortSignal.abort("before")))).toBe("before");
  (await slots.take(signal))();
});
