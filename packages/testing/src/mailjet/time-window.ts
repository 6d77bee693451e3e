/** Reads `FromTS` and `ToTS`, Unix seconds or RFC 3339, and tells whether a moment (epoch milliseconds) is between. */
export function timeWindow(query: URLSearchParams): (at: number) => boolean {
  const from = moment(query.get("FromTS")) ?? Number.NEGATIVE_INFINITY;
  const to = moment(query.get("ToTS")) ?? Number.POSITIVE_INFINITY;
  return (at) => at >= from && at <= to;
}

function moment(text: string | null): number | undefined {
  if (text === null || text === "") return undefined;
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}
