import { expect, it } from "vitest";
import { providerLifetime } from "../src/provider-lifetime.ts";

const never = (): Promise<never> => new Promise(() => {});

it("rejects with CLOSED all that is pending at close, even work that heeds no signal", async () => {
  const lifetime = providerLifetime("attic");
  const pending = lifetime.run(new AbortController().signal, never);
  void lifetime.close(async () => {});
  await expect(pending).rejects.toMatchObject({ code: "CLOSED", provider: "attic" });
});

it("rejects with CLOSED all that comes later, and does not begin it", async () => {
  const lifetime = providerLifetime("attic");
  await lifetime.close(async () => {});
  let begun = false;
  const late = lifetime.run(new AbortController().signal, async () => {
    begun = true;
  });
  await expect(late).rejects.toMatchObject({ code: "CLOSED" });
  expect(begun).toBe(false);
});

it("rejects with the caller's reason when the caller gives up, and tells the work", async () => {
  const lifetime = providerLifetime("attic");
  const controller = new AbortController();
  let told: unknown;
  const pending = lifetime.run(controller.signal, (signal) => {
    signal.addEventListener("abort", () => {
      told = signal.reason;
    });
    return never();
  });
  controller.abort("enough");
  await expect(pending).rejects.toBe("enough");
  expect(told).toBe("enough");
});

it("releases once, after all was ended, and lets every close wait for that", async () => {
  const lifetime = providerLifetime("attic");
  let finish = (): void => {};
  let releases = 0;
  const release = (): Promise<void> => {
    releases += 1;
    expect(lifetime.closing.aborted).toBe(true);
    return new Promise((resolve) => {
      finish = resolve;
    });
  };
  let ended = 0;
  const closing = [lifetime.close(release), lifetime.close(release)];
  for (const each of closing) void each.then(() => ended++);
  await Promise.resolve();
  await Promise.resolve();
  expect(ended).toBe(0);
  finish();
  await Promise.all(closing);
  expect(releases).toBe(1);
});

it("leaves nothing on the caller's signal", async () => {
  const lifetime = providerLifetime("attic");
  const { signal } = new AbortController();
  let listeners = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...parameters: Parameters<typeof add>) => {
    listeners += 1;
    add(...parameters);
  };
  signal.removeEventListener = (...parameters: Parameters<typeof remove>) => {
    listeners -= 1;
    remove(...parameters);
  };
  expect(await lifetime.run(signal, async () => "value")).toBe("value");
  expect(listeners).toBe(0);
});
