/** MD5 of nothing: no key, however much it looks like one. */
const MD5_OF_NOTHING = "d41d8cd98f00b204e9800998ecf8427e";

// Of random values fewer than one in a thousand million have so few different digits, or so few different steps.
const MOST_DIGITS = 6;
const MOST_STEPS = 4;
const LONGEST_PERIOD = 16;
const DISTANCES = [1, 2, 4];
const DIGITS = 48;
const LETTERS = 97;

/**
 * Tells whether 32 hexadecimal digits were thought out by somebody: one digit many times, digits in sequence or in
 * alternating sequences, one word over and over.
 */
export function isPlaceholder(value: string): boolean {
  if (value === MD5_OF_NOTHING) return true;
  return (
    countOf(value, 0) <= MOST_DIGITS ||
    DISTANCES.some((distance) => countOf(value, distance) <= MOST_STEPS) ||
    isPeriodic(value)
  );
}

/** Number of different digits, or of different steps between digits that are `distance` apart. */
function countOf(value: string, distance: number): number {
  let seen = 0;
  for (let at = distance; at < value.length; at += 1) {
    const step = digitAt(value, at) - (distance === 0 ? 0 : digitAt(value, at - distance));
    seen |= 1 << ((step + 16) % 16);
  }
  let count = 0;
  for (let rest = seen; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

/** Not by `parseInt`: in a file of hashes this takes most of the time. */
function digitAt(value: string, at: number): number {
  const code = value.charCodeAt(at);
  return code < LETTERS ? code - DIGITS : code - LETTERS + 10;
}

function isPeriodic(value: string): boolean {
  for (let period = 1; period <= LONGEST_PERIOD; period += 1) {
    if (value.charCodeAt(period) === value.charCodeAt(0) && value.startsWith(value.slice(period))) return true;
  }
  return false;
}
