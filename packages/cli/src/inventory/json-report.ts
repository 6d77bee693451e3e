import type { JudgedInstance, Result } from "./result.ts";

/** One JSON object: `{ version, current, old, instances, mentions, unread, summary }`. */
export function jsonReport({ measure, instances, mentions, scans, passedOver, unread }: Result): object {
  const count = (state: JudgedInstance["state"]): number => instances.filter((each) => each.state === state).length;
  const { current = null, old = null } = measure;
  return {
    version: 1,
    current,
    old,
    instances: instances.map(({ isReleased: _isReleased, since, lastSeen, ...instance }) => ({
      ...instance,
      since: new Date(since).toISOString(),
      lastSeen: new Date(lastSeen).toISOString(),
    })),
    mentions,
    unread,
    summary: {
      instances: instances.length,
      current: count("current"),
      old: count("old"),
      silent: count("silent"),
      released: count("released"),
      unknown: count("unknown"),
      mentions: mentions.length,
      scans,
      passedOver,
    },
  };
}
