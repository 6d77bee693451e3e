/** Decodes a part of a path. `undefined`: a percent sign in it is followed by nonsense. */
export function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
