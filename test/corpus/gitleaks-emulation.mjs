// What gitleaks makes of our rules, as far as these rules use it: so that they are tested on machines without gitleaks.

/** Reports of the rules on the corpus. */
export function emulatedReports(corpus, { rules, stopWords }) {
  return corpus.flatMap(({ path, text }) =>
    rules
      .filter(({ skipReport }) => !skipReport)
      .flatMap((rule) => matchesOf(rule, text, stopWords))
      .filter(({ required, line }) => required === undefined || isNear(rules, { required, line, text }))
      .map(({ line, endLine }) => ({ path, line, endLine })),
  );
}

function matchesOf({ regex, keywords, entropy = 0, required, unless = [] }, text, stopWords) {
  if (keywords && !keywords.some((keyword) => text.toLowerCase().includes(keyword))) return [];
  return [...text.matchAll(new RegExp(regex, "g"))]
    .filter(([match, ...groups]) => {
      const secret = groups.find((group) => group) ?? match;
      const isOther = unless.some((expression) => new RegExp(expression).test(match));
      const isPlaceholder = stopWords.some((word) => secret.toLowerCase().includes(word.toLowerCase()));
      return !isOther && !isPlaceholder && entropyOf(secret) > entropy;
    })
    .map(({ index, 0: match }) => ({
      required,
      line: lineAt(text, index),
      endLine: lineAt(text, index + match.length),
      text,
    }))
    .filter(
      ({ line, endLine }) =>
        !linesOf(text)
          .slice(line - 1, endLine)
          .join("\n")
          .includes("mailjet-secrets:allow"),
    );
}

function isNear(rules, { required, line, text }) {
  const rule = rules.find(({ id }) => id === required.id);
  const lines = [...text.matchAll(new RegExp(rule.regex, "g"))].map(({ index }) => lineAt(text, index));
  return lines.some((one) => Math.abs(one - line) <= required.withinLines);
}

const linesOf = (text) => text.split(/\n/);
const lineAt = (text, index) => linesOf(text.slice(0, index)).length;

function entropyOf(text) {
  const counts = [...new Set(text)].map((character) => text.split(character).length - 1);
  return -counts.reduce((sum, count) => sum + (count / text.length) * Math.log2(count / text.length), 0);
}
