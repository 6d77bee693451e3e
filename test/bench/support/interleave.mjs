/**
 * Measures each name once a round, in turn, so that a slow moment of the machine falls on all of them; each round begins
 * with another name. The first `warmUp` rounds do not count. Returns the measurements by name, one for each round.
 */
export async function interleave(names, { rounds, warmUp = 1 }, measure) {
  const measured = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      const value = await measure(name);
      if (round >= warmUp) measured[name].push(value);
    }
  }
  return measured;
}

export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Median of the rounds' own ratios, since the pace of the machine changes between rounds. */
export function medianRatio(numerators, denominators) {
  return median(numerators.map((value, round) => value / denominators[round]));
}

/** Median of the rounds' own differences. */
export function medianDifference(values, others) {
  return median(values.map((value, round) => value - others[round]));
}
