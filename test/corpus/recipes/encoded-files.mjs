// Kubernetes Secrets with whole files in base64 under one name: what is in a file is to be found at its name.
const base64 = (text) => Buffer.from(text).toString("base64");
const secret = (data, name = "shop") =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: ${name}\ntype: Opaque\ndata:\n${data}\n`;
const inLines = (text, width) => base64(text).replace(new RegExp(`.{${width}}(?=.)`, "g"), "$&\n    ");

/** `name`: what stands in the line that is to be found. */
const found = (file, name, text, kinds = ["key-pair"]) => ({
  folder: "encoded-files",
  file,
  text,
  finds: () => kinds.map((kind) => [kind, name]),
});
const nothing = (file, text) => ({ folder: "encoded-files-nothing", file, text });

const usual = ({ key, secret: half }) => `NODE_ENV=production\nMJ_APIKEY_PUBLIC=${key}\nMJ_APIKEY_PRIVATE=${half}\n`;
const json = ({ key, secret: half }) => JSON.stringify({ port: 80, mailjet: { apiKey: key, apiSecret: half } });
const general = ({ a, b }) => JSON.stringify({ apiKey: a, apiSecret: b });

const there = [
  found("dotenv.yaml", ".env", (values) => secret(`  .env: ${base64(usual(values))}`)),
  found("quoted.yaml", ".env", (values) => secret(`  OTHER: eA==\n  ".env": "${base64(usual(values))}"`)),
  found("json.yaml", "config.json", (values) =>
    secret(`  tls.crt: ${base64("-----BEGIN")}\n  config.json: ${base64(json(values))}`),
  ),
  found("block.yaml", "app.env", (values) => secret(`  app.env: |\n    ${base64(usual(values))}`)),
  found("lines.yaml", "app.env", (values) =>
    secret(`  a: eA==\n  app.env: |-\n    ${inLines(usual(values), 64)}\n  z: eA==`),
  ),
  found("crlf.yaml", ".env", (values) =>
    secret(`  .env: ${base64(usual(values).replaceAll("\n", "\r\n"))}`).replaceAll("\n", "\r\n"),
  ),
  found(
    "second-document.yaml",
    "settings.ini",
    ({ key, secret: half }) =>
      `kind: ConfigMap\ndata:\n  a: b\n---\n${secret(`  settings.ini: ${base64(`[mailjet]\napi_key = ${key}\nsecret_key = ${half}\n`)}`)}`,
  ),
  found(
    "list.json",
    ".env",
    (values) =>
      `${JSON.stringify({ kind: "List", items: [{ kind: "Secret", data: { ".env": base64(usual(values)) } }] }, undefined, 2)}\n`,
  ),
  found("one-line.json", ".env", (values) =>
    JSON.stringify({ kind: "Secret", data: { ".env": base64(usual(values)) } }),
  ),
  found("flow.yaml", ".env", (values) => `kind: Secret\ndata: { .env: ${base64(usual(values))} }\n`),
  found(
    "smtp.yaml",
    "mail.conf",
    ({ key, secret: half }) => secret(`  mail.conf: ${base64(`url = smtp://${key}:${half}@in-v3.mailjet.com:587\n`)}`),
    ["smtp-url"],
  ),
  found("token.yaml", "sms.env", ({ token }) => secret(`  sms.env: ${base64(`MJ_API_TOKEN=${token}\n`)}`), [
    "sms-token",
  ]),
  found("name-of-file.yaml", "mailjet.json", ({ key, secret: half }) =>
    secret(`  mailjet.json: ${base64(general({ a: key, b: half }))}`),
  ),
  found("name-of-secret.yaml", "config.json", ({ key, secret: half }) =>
    secret(`  config.json: ${base64(general({ a: key, b: half }))}`, "shop-mailjet"),
  ),
];

const absent = [
  nothing("other-service.yaml", (values) => secret(`  config.json: ${base64(general(values))}`)),
  nothing("placeholder.yaml", () =>
    secret(`  .env: ${base64(`MJ_APIKEY_PUBLIC=${"x".repeat(32)}\nMJ_APIKEY_PRIVATE=${"0".repeat(32)}\n`)}`),
  ),
  nothing("references.yaml", () =>
    secret(`  .env: ${base64(`MJ_APIKEY_PUBLIC=\${KEY_FROM_VAULT}\nMJ_APIKEY_PRIVATE=\${SECRET_FROM_VAULT}\n`)}`),
  ),
  nothing("certificate.yaml", ({ long }) =>
    secret(
      `  tls.key: ${base64(`-----BEGIN PRIVATE KEY-----\n${base64(long)}\n-----END PRIVATE KEY-----\n`)}`,
      "mailjet-tls",
    ),
  ),
  nothing("sums.yaml", ({ a, b }) => secret(`  sums.txt: ${base64(`${a}  mailjet/a.php\n${b}  mailjet/b.php\n`)}`)),
  nothing("session.yaml", ({ a, b }) =>
    secret(`  .env: ${base64(`MAILJET_FROM=a@example.com\nSESSION_SECRET=${a}\nCSRF_SECRET=${b}\n`)}`),
  ),
  nothing(
    "sealed.yaml",
    ({ long, a }) => `kind: SealedSecret\nspec:\n  encryptedData:\n    .env: ${base64(`${long}${a}${long}`)}\n`,
  ),
  nothing("registry.yaml", ({ a }) =>
    secret(
      `  .dockerconfigjson: ${base64(JSON.stringify({ auths: { "docker.io": { username: "mailjet", password: a } } }))}`,
    ),
  ),
  nothing("allowed.yaml", (values) => secret(`  # mailjet-secrets:allow (revoked)\n  .env: ${base64(usual(values))}`)),
];

export const encodedFiles = [...there, ...absent];
