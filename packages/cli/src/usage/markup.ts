/** A piece of HTML that may be put into a page as it is. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Makes HTML of a template. Texts in it are escaped, so that no name of a sender becomes a tag; {@link Markup} is not. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const texts = strings.map((text, index) => text + (index < parts.length ? partText(parts[index] ?? "") : ""));
  return { markup: texts.join("") };
}

/** Takes a text of one's own as HTML: never one that came from elsewhere. */
export function trusted(text: string): Markup {
  return { markup: text };
}

/** JSON for a `<script type="application/json">`, whose content nothing in it can end. */
export function scriptJson(value: unknown): Markup {
  return { markup: JSON.stringify(value).replaceAll("<", "\\u003c") };
}

function partText(part: Part): string {
  if (typeof part === "string") return part.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
  if (typeof part === "number") return String(part);
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("\n");
}
