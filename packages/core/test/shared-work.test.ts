import { expect, it } from "vitest";
import { sharedWork } from "../src/shared-work.ts";

interface Started {
  readonly signal: AbortSignal;
  readonly finish: (value: string) => void;
}

/** Work that ends when the test says so, and heeds no signal. */
function stubbornWork(): { readonly started: Started[]; readonly join: (signal: AbortSignal) => Promise<string> } {
  const started: Started[] = [];
  const shared = sharedWork<string>();
  const work = (signal: AbortSignal): Promise<string> => new Promise((finish) => started.push({ signal, finish }));
  return { started, join: (signal) => shared.run(work, signal) };
}

it("runs once for all who ask while it runs, and anew for those who come later", async () => {
  const { started, join } = stubbornWork();
  const { signal } = new AbortController();
  const both = Promise.all([join(signal), join(signal)]);
  started[0]?.finish("one");
  expect(await both).toEqual(["one", "one"]);
  const later = join(signal);
  started[1]?.finish("two");
  expect(await later).toBe("two");
  expect(started).toHaveLength(2);
});

it("tells the work to end when nobody waits any more, not before", async () => {
  const { started, join } = stubbornWork();
  const [first, second] = [new AbortController(), new AbortController()];
  const outcomes = Promise.allSettled([join(first.signal), join(second.signal)]);
  first.abort("first left");
  await Promise.resolve();
  expect(started[0]?.signal.aborted).toBe(false);
  second.abort("second left");
  expect((await outcomes).map((outcome) => "reason" in outcome && outcome.reason)).toEqual([
    "first left",
    "second left",
  ]);
  expect(started[0]?.signal.aborted).toBe(true);
});

it("gives nobody the rest of work that was told to end", async () => {
  const { started, join } = stubbornWork();
  const controller = new AbortController();
  const aborted = join(controller.signal);
  controller.abort("left");
  await expect(aborted).rejects.toBe("left");
  const next = join(new AbortController().signal);
  expect(started).toHaveLength(2);
  started[0]?.finish("too late");
  started[1]?.finish("in time");
  expect(await next).toBe("in time");
});

it("does not begin for a signal that is aborted already", async () => {
  const { started, join } = stubbornWork();
  await expect(join(AbortSignal.abort("never"))).rejects.toBe("never");
  expect(started).toEqual([]);
});
