import { expect } from "vitest";
import { sealedPairs } from "../../src/rotate/sealed-pairs.ts";
import { GREEN, type KillAt, MASTER, OLD, type Pair, RESET, type RotationWorld, SENDER } from "./rotation-world.ts";
import type { Ended } from "./run-command.ts";

export const ADMIN: readonly string[] = ["--admin-secret", "admin/mailjet"];

/** A way through a plan, with what has to be so on the way and at its end. */
export interface Journey {
  readonly words: readonly string[];
  /** What goes on after a kill, a failure or a wait. */
  readonly onwards: readonly string[];
  /** What a person does before it, or as soon as the command waits. Absence: nothing. */
  before?(world: RotationWorld): void;
  atWait?(world: RotationWorld): void;
  /** Whether services may have the old pair although Mailjet refuses it. @default false */
  readonly hasOutage?: boolean;
  readonly end: "finished" | "rolled-back";
  /** Throws unless everything is as it was wanted. */
  arrived(world: RotationWorld): Promise<void>;
}

// Never that long, by the clock of the world: a second look, a second later, is enough.
const WAIT = ["--wait-for", "30s"];
const QUIET = ["--quiet-for", "0.5s", ...WAIT, "--from", SENDER];
const reset = ({ mailjet }: RotationWorld): void => mailjet.resetSecret(OLD.apiKey, RESET.apiSecret);
const liveOnly = (world: RotationWorld, ...pairs: readonly Pair[]): void =>
  expect(world.liveKeys().map(({ apiKey, apiSecret }) => ({ apiKey, apiSecret }))).toEqual(pairs);

const hasNewKey = async (world: RotationWorld): Promise<void> => {
  const [made, ...others] = world.made();
  expect(others).toEqual([]);
  expect(await world.stored()).toEqual({ apiKey: made?.apiKey, apiSecret: made?.apiSecret });
  expect(made?.name).toMatch(/^Billing \(since /);
  expect(world.key(OLD).isActive).toBe(false);
};
const hasReset = async (world: RotationWorld): Promise<void> => {
  expect(await world.stored()).toEqual(RESET);
  liveOnly(world, RESET, GREEN);
};
const isAsBefore = async (world: RotationWorld): Promise<void> => {
  expect(await world.stored()).toEqual(OLD);
  liveOnly(world, OLD, GREEN);
};

const emergency = ["--plan", "emergency", ...ADMIN, "--accept-outage"];
const resume = ["--resume", ...ADMIN, "--yes", ...WAIT];
const rollback = ["--rollback", ...ADMIN, "--yes"];

/** All journeys. Those of a rollback begin with the rotation, which has to be stopped on the way. */
export const JOURNEYS = {
  "assisted-reset": {
    words: ["--plan", "assisted-reset"],
    onwards: ["--resume"],
    before: reset,
    hasOutage: true,
    end: "finished",
    arrived: hasReset,
  },
  "new-sub-account": {
    words: ["--plan", "new-sub-account", ...ADMIN, "--yes", ...QUIET],
    onwards: resume,
    end: "finished",
    arrived: hasNewKey,
  },
  "blue-green": {
    words: ["--plan", "blue-green", "--blue", "prod/blue", "--green", "prod/green", ...QUIET],
    onwards: ["--resume", ...WAIT],
    atWait: reset,
    end: "finished",
    async arrived(world) {
      expect(await world.stored()).toEqual(GREEN);
      expect(await world.stored("prod/blue")).toEqual(RESET);
      liveOnly(world, RESET, GREEN);
    },
  },
  "emergency, then a new key": {
    words: [...emergency, "--yes", "--from", SENDER],
    onwards: [...resume, "--accept-outage"],
    hasOutage: true,
    end: "finished",
    arrived: hasNewKey,
  },
  "emergency, then a reset": {
    words: [...emergency, "--then", "assisted-reset"],
    onwards: [...resume, "--accept-outage"],
    before: reset,
    hasOutage: true,
    end: "finished",
    arrived: hasReset,
  },
  "rollback of new-sub-account": {
    words: ["--plan", "new-sub-account", ...ADMIN, "--yes", ...QUIET],
    onwards: rollback,
    end: "rolled-back",
    arrived: isAsBefore,
  },
  "rollback of blue-green": {
    words: ["--plan", "blue-green", "--blue", "prod/blue", "--green", "prod/green", ...QUIET],
    onwards: ["--rollback", "--yes"],
    end: "rolled-back",
    arrived: isAsBefore,
  },
  "rollback of emergency": {
    words: [...emergency, "--yes"],
    onwards: rollback,
    hasOutage: true,
    end: "rolled-back",
    arrived: isAsBefore,
  },
  "rollback of emergency before a reset": {
    words: [...emergency, "--then", "assisted-reset"],
    onwards: rollback,
    hasOutage: true,
    end: "rolled-back",
    arrived: isAsBefore,
  },
} satisfies Readonly<Record<string, Journey>>;

export type JourneyName = keyof typeof JOURNEYS;

/** What has to be so at every moment, whatever was killed, or failed. */
export async function holds(world: RotationWorld, journey: Journey): Promise<void> {
  const stored = await world.stored();
  const isReplaced = journey.hasOutage === true && stored.apiKey === OLD.apiKey && stored.apiSecret === OLD.apiSecret;
  expect(world.works(stored) || isReplaced, "the store gives a pair that works").toBe(true);
  const made = world.made();
  expect(made.length, "live keys that the rotation has made").toBeLessThan(2);
  if (!world.done().includes("create-key") || world.done().includes("undo-create-key")) return;
  const [key] = made;
  const { new: sealed } = sealedPairs(world.journal, world.readJournal().id, () => MASTER.apiSecret).read();
  const kept = [stored.apiSecret, sealed?.apiSecret];
  if (key !== undefined) expect(kept.includes(key.apiSecret), "the new pair is kept").toBe(true);
}

/** One run of a journey; what has to hold is looked at after it. */
export async function run(
  world: RotationWorld,
  journey: Journey,
  words: readonly string[],
  kill?: KillAt,
): Promise<Ended> {
  // A person has the new secret key after the reset only.
  const isReset = world.key(OLD).apiSecret === RESET.apiSecret;
  const ended = await world.rotate(words, {
    input: isReset ? RESET.apiSecret : "",
    ...(kill === undefined ? {} : { kill }),
  });
  await holds(world, journey);
  return ended;
}

/** Goes on until it is there, and looks whether everything is as it was wanted and nothing is left over. */
export async function travelToTheEnd(world: RotationWorld, journey: Journey): Promise<void> {
  for (let left = 4; left > 0; left -= 1) {
    const { code, stderr } = await run(world, journey, journey.onwards);
    if (world.readJournal().state === journey.end) break;
    expect([75], stderr).toContain(code);
    journey.atWait?.(world);
  }
  expect(world.readJournal().state).toBe(journey.end);
  expect(world.files()).toEqual(["rotation.json"]);
  await journey.arrived(world);
}
