const MARK = / \((?:rotation ([0-9a-f]{8})(?:-\d+)?|since \d{4}-\d{2}-\d{2})\)$/;

/** The name of a key while a rotation makes it: whoever lists the keys sees that one is under way, from any machine. */
export function markedName(name: string, rotation: string, attempt: number): string {
  return `${plainName(name)} (rotation ${rotation}${attempt === 1 ? "" : `-${attempt}`})`;
}

/** The name of a key once it is in use. */
export function finalName(name: string, date: Date): string {
  return `${plainName(name)} (since ${date.toISOString().slice(0, 10)})`;
}

/** The rotation that a key's name tells of. */
export function rotationIn(name: string): string | undefined {
  return MARK.exec(name)?.[1];
}

/** The name without what an earlier rotation put at its end. */
export function plainName(name: string): string {
  return name.replace(MARK, "");
}
