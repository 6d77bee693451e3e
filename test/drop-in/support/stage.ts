import { fakeClock, type MailjetFault, startMailjetEmulator } from "@mailjet-secrets/testing";
import type { NodeMailjetVersion } from "./node-mailjet-versions.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";
import type { SampleClient } from "./sample.ts";
import { factoryFor, type Making, originalClient, PAIR, TOKEN, WAYS } from "./ways.ts";
import { type Script, startWire, type Wire, type WireRequest } from "./wire.ts";

/** A call to run with every client. */
export interface Act extends Omit<Making, "settings"> {
  readonly settings?: (wire: Wire) => Making["settings"];
  readonly fault?: MailjetFault | undefined;
  /** Answers what the emulator does not know. @default nothing */
  readonly script?: Script;
  readonly run: (client: SampleClient, host: string) => Promise<unknown>;
}

/** What was seen of one run, at the server and by the caller. */
export interface Run {
  readonly requests: readonly WireRequest[];
  readonly outcome: Outcome;
}

/** Where an {@link Act} runs, each time against a new emulator that counts from the same number. */
export interface Stage {
  readonly wire: Wire;
  original(act: Act): Promise<Run>;
  /** `way`: a key of `WAYS`. */
  ours(act: Act, way: string): Promise<Run>;
  close(): void;
}

/** Opens a {@link Stage} for one version of node-mailjet. */
export async function openStage(version: NodeMailjetVersion): Promise<Stage> {
  const wire = await startWire();
  const making = (act: Act): Making => {
    const { config, options } = act.settings?.(wire) ?? {};
    // node-mailjet's own default is no limit; the same one for both.
    return { ...act, settings: { config: { host: wire.host, ...config }, options: { timeout: 30_000, ...options } } };
  };
  return {
    wire,
    original: (act) => play(wire, act, () => act.run(originalClient(version, making(act)), wire.host)),
    async ours(act, way) {
      const factory = factoryFor(version, making(act));
      try {
        return await play(wire, act, async () => act.run((await WAYS[way]?.(factory)) ?? never(way), wire.host));
      } finally {
        await factory.close();
      }
    },
    close: wire.close,
  };
}

async function play(wire: Wire, act: Act, call: () => Promise<unknown>): Promise<Run> {
  const emulator = await startMailjetEmulator({ keys: [PAIR], smsTokens: [TOKEN], clock: fakeClock() });
  const distrust = emulator.trust();
  try {
    if (act.fault !== undefined) emulator.fail(act.fault);
    wire.forwardTo(emulator, act.script ?? (() => undefined));
    const outcome = await outcomeOf(call);
    return { outcome, requests: [...wire.received] };
  } finally {
    distrust();
    await emulator.close();
  }
}

function never(way: string): never {
  throw new Error(`There is no way "${way}".`);
}
