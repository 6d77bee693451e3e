import { MAX_TIMER_MS, systemClock } from "@mailjet-secrets/core";
import type { TransportOptions } from "./transport.ts";

type WithDefault = "connectTimeoutMs" | "timeoutMs" | "maxResponseBytes" | "clock";

/** Options with their defaults. */
export type TransportSettings = TransportOptions & Required<Pick<TransportOptions, WithDefault>>;

const DEFAULTS: Required<Pick<TransportOptions, WithDefault>> = {
  connectTimeoutMs: 5_000,
  timeoutMs: 10_000,
  maxResponseBytes: 1_048_576,
  clock: systemClock,
};

/** Fills in the defaults. Throws `TypeError` for a limit that is none. */
export function transportSettings(options: TransportOptions): TransportSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings: TransportSettings = { ...DEFAULTS, ...(Object.fromEntries(given) as unknown as TransportOptions) };
  for (const name of ["connectTimeoutMs", "timeoutMs", "maxResponseBytes"] as const) checkLimit(name, settings[name]);
  return settings;
}

/** Throws `TypeError` for a number that cannot be a limit: nothing here is allowed to last, or grow, for ever. */
export function checkLimit(name: string, value: number): void {
  if (!(value > 0 && value <= MAX_TIMER_MS)) throw new TypeError(`${name} must be a number from 1 to ${MAX_TIMER_MS}.`);
}
