import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { emulatedStore } from "../src/emulated-store.ts";
import type { Pair } from "../src/pair.ts";

it("holds the pair, and its login in a file until it is closed", async () => {
  const pair = { apiKey: "00112233445566778899aabbccddeeff", apiSecret: "ffeeddccbbaa99887766554433221100" };
  const written: Pair[] = [];
  let closed = false;
  const store = await emulatedStore(pair, {
    emulator: {
      close: async () => {
        closed = true;
      },
    },
    login: "open sesame",
    write: (pair) => void written.push(pair),
    environment: (loginFile) => ({ LOGIN_FILE: loginFile }),
  });
  expect(written).toEqual([pair]);
  expect(store.environment).toEqual({ LOGIN_FILE: store.loginFile });
  expect((await readFile(store.loginFile, "utf8")).trim()).toBe(store.login);
  await store.close();
  expect(closed).toBe(true);
  await expect(readFile(store.loginFile)).rejects.toMatchObject({ code: "ENOENT" });
});
