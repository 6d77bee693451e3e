/** Stands for a `#`, is none, and occurs in no configuration: from Unicode's private area. */
const MARK = "\uE000";

/**
 * Names of the variables in a `.env` text whose value dotenv cut at a `#` with no blank before it: most likely the rest
 * belonged to the value, which needs quotes then. The values themselves are not given back.
 */
export async function findCutValues(text: string): Promise<string[]> {
  const { parse } = await import("dotenv");
  const values = parse(text);
  // The parser itself says how the line would have been read if `#` were an ordinary character.
  const whole = parse(text.replace(/(?<=\S)#/g, MARK));
  return Object.keys(values).filter((name) => whole[name]?.startsWith(`${values[name]}${MARK}`));
}
