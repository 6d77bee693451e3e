/** MD5 of nothing: no key, however much it looks like one. */
const MD5_OF_NOTHING = ["d41d8cd98f00b204", "e9800998ecf8427e"].join("");

// Of random digits fewer than one in a hundred million have so few different ones, or so few different steps.
const MOST_OF_LOW_VARIETY = 6;
const MOST_STEPS_OF_A_SEQUENCE = 4;
const LONGEST_PERIOD = 16;

/**
 * Tells whether 32 hexadecimal digits were thought out by somebody: one digit many times, digits in sequence or in
 * alternating sequences, one word over and over.
 */
export function isPlaceholder(value: string): boolean {
  if (value === MD5_OF_NOTHING || new Set(value).size <= MOST_OF_LOW_VARIETY || isPeriodic(value)) return true;
  const digits = [...value].map((digit) => Number.parseInt(digit, 16));
  return [1, 2, 4].some((distance) => stepsOf(digits, distance).size <= MOST_STEPS_OF_A_SEQUENCE);
}

function isPeriodic(value: string): boolean {
  for (let period = 1; period <= LONGEST_PERIOD; period += 1) {
    if (value.startsWith(value.slice(period))) return true;
  }
  return false;
}

function stepsOf(digits: readonly number[], distance: number): ReadonlySet<number> {
  return new Set(digits.slice(distance).map((digit, index) => (digit - (digits[index] ?? 0) + 16) % 16));
}
