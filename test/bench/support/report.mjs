/**
 * Hands one line of the table to the runner.
 * `ratio`: ours / theirs where it is not given. `most`: the budget, a bound on the ratio, or on our own figure with
 * `bound: "ours"`. Absence: no budget, the line is there for comparison.
 */
export function report({ what, unit, ours, peer, theirs, ratio = ours / theirs, most, bound = "ratio" }) {
  const met = most === undefined ? undefined : (bound === "ours" ? ours : ratio) <= most;
  console.log(JSON.stringify({ what, unit, ours, peer, theirs, ratio, most, bound, met }));
}

/** Hands the runner a sentence on how the figures of this benchmark are taken. */
export function describe(method) {
  console.log(JSON.stringify({ method }));
}
