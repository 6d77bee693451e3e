import { join } from "node:path";
import type { Pair } from "./pair.ts";
import type { Emulated } from "./run-example.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A store on this machine whose login is in a file. */
export interface EmulatedStore<Emulator> extends Emulated {
  readonly emulator: Emulator;
  /** What the application logs in with. */
  readonly login: string;
  /** Path of the file with it. */
  readonly loginFile: string;
  /** Puts another pair in the place of the one that it holds. */
  readonly write: (pair: Pair) => void;
}

/** What an {@link EmulatedStore} is made of. */
export interface EmulatedStoreParts<Emulator> extends Pick<EmulatedStore<Emulator>, "emulator" | "login" | "write"> {
  /** What the application's environment says about the store and the file with its login. */
  readonly environment: (loginFile: string) => Readonly<Record<string, string>>;
}

/** Puts a pair into a store, and the login into a file. Its `close()` ends the emulator and removes the file. */
export async function emulatedStore<Emulator extends { close(): Promise<unknown> }>(
  pair: Pair,
  { emulator, login, write, environment }: EmulatedStoreParts<Emulator>,
): Promise<EmulatedStore<Emulator>> {
  write(pair);
  const folder = await temporaryFolder({ login: `${login}\n` });
  const loginFile = join(folder.path, "login");
  return {
    emulator,
    login,
    loginFile,
    write,
    environment: environment(loginFile),
    close: () => Promise.all([emulator.close(), folder.remove()]),
  };
}
