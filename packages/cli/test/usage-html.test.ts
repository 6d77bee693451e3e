import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { html, scriptJson } from "../src/usage/markup.ts";
import { FINGERPRINT, misuse, noKeyIn, PAIR, runUsage, type UsageScene, usageScene } from "./support/usage-scene.ts";

async function pageOf(scene: UsageScene): Promise<string> {
  const { stderr } = await runUsage(scene, ["--html", "report.html"]);
  expect(stderr).toMatch(/^The page was written to report\.html\. [A-Z0-9]/);
  const page = readFileSync(join(scene.directory, "report.html"), "utf8");
  noKeyIn(page);
  return page;
}

async function misused(): Promise<UsageScene> {
  const scene = await usageScene();
  misuse(scene);
  return scene;
}

it("the page says in plain words, first of all, what looks odd, of which key, and when it was made", async () => {
  const scene = await misused();
  const page = await pageOf(scene);
  expect(statSync(join(scene.directory, "report.html")).mode & 0o777).toBe(0o600);
  expect(page).toMatch(
    /<h1>Use of the Mailjet key shop \(id \d+\)<\/h1>\n<p class="muted">Key pair with the fingerprint/,
  );
  expect(page).toContain(`fingerprint ${FINGERPRINT}, primary key. As of `);
  expect(page).toMatch(/As of \d{4}-\d\d-\d\d \d\d:\d\d UTC/);
  const body = page.slice(page.indexOf("<main>"));
  expect(body).toMatch(/^<main>\n<section class="verdict odd" aria-labelledby="summary">\n<h2 id="summary">6 things/);
  expect(body.indexOf("<li>3,")).toBeGreaterThan(0);
  expect(page).toContain("personal data");
});

it("the page loads nothing: no address is in it but as text, and its policy lets nothing else run", async () => {
  const page = await pageOf(await misused());
  expect(page).not.toMatch(/\s(src|href|action|data|poster|background)\s*=\s*["']/i);
  expect(page).not.toMatch(/url\(|@import|<(img|iframe|object|embed|link|base|form)\b/i);
  const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const hash = (text = "") => `&#39;sha256-${createHash("sha256").update(text).digest("base64")}&#39;`;
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
  const [, script] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
  expect(policy.split("; ")).toEqual([
    "default-src &#39;none&#39;",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "base-uri &#39;none&#39;",
    "form-action &#39;none&#39;",
  ]);
  expect(script).toContain("MIT License");
});

it("names that an attacker has chosen stay text", async () => {
  const scene = await misused();
  const evil = `</script><script>alert(1)</script><!-- " onload='x' &amp;`;
  scene.mailjet.addSender(PAIR.apiKey, "second@evil.example", { name: evil });
  scene.mailjet.seedUser({ email: `"><svg onload=alert(2)>@evil.example` });
  scene.mailjet.addWebhook(PAIR.apiKey, { url: "https://evil.example/<b>'\"", eventType: "<script>" });
  const page = await pageOf(scene);
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page).not.toMatch(/<(svg|b|img)\b|<!--/);
  expect(page).toContain("&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;");
  const [, json = ""] = /<script type="application\/json" id="report">([\s\S]*?)<\/script>/.exec(page) ?? [];
  expect(json).not.toContain("<");
  const { senders } = JSON.parse(json) as { senders: { name: string }[] };
  expect(senders.at(-1)?.name).toBe(evil);
});

it("the page has the numbers as a table as well, and says what is not known", async () => {
  const scene = await misused();
  scene.mailjet.fail({ kind: "status", status: 403, path: "/v3/REST/user" });
  const page = await pageOf(scene);
  expect(page).toMatch(/<th scope="row" class="time">\w{3} \d{4}-\d\d-\d\d<\/th><td class="number">[\d,]+<\/td>/);
  expect(page).toMatch(/<div class="chart" id="sent-chart" role="img" aria-label="[^"]+ in all; the most, /);
  expect(page).toContain("<h3>Users and their last log-ins</h3>\n<p>The key is not allowed to see them.</p>");
  expect(page).toContain("<li>The users and their log-ins: the key is not allowed to see them.</li>");
  expect(page).toContain("<p>Not everything could be read: see below.</p>");
});

it("markup escapes texts, and only those", () => {
  const inner = html`<b>${"<"}</b>`;
  expect(html`<p title="${`"'&`}">${inner}${1}${[inner, inner]}</p>`.markup).toBe(
    '<p title="&quot;&#39;&amp;"><b>&lt;</b>1<b>&lt;</b>\n<b>&lt;</b></p>',
  );
  expect(scriptJson({ a: "</script>" }).markup).toBe('{"a":"\\u003c/script>"}');
});

it("the page and the text tell the time in UTC, and in the time zone of whoever made them", async () => {
  const scene = await usageScene();
  const { stdout } = await runUsage(scene, ["--html", "report.html"], { more: { TZ: "Europe/Paris" } });
  expect(stdout).toMatch(/^As of +\d{4}-\d\d-\d\d \d\d:\d\d UTC \(\d\d:\d\d (GMT\+[12]|CES?T), Europe\/Paris\)$/m);
  expect(readFileSync(join(scene.directory, "report.html"), "utf8")).toMatch(
    /UTC \(\d\d:\d\d [^)]+, Europe\/Paris\)\.<\/p>/,
  );
});
