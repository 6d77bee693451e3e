// Texts without a key that look as if they had one. `a`, `b`: random values of 32 digits, `long`: of 64.
const nothing = (file, text) => ({ folder: "nothing", file, text });
const base64 = (text) => Buffer.from(text).toString("base64");
const uuid = (hex) => hex.replace(/^(.{12})./, "$14").replace(/^(.{16})./, "$1a");

const noContext = [
  nothing("etag.js", ({ a }) => `const etag = "${a}";\n`),
  nothing("two-sums.txt", ({ a, b }) => `${a}  shop.tar.gz\n${b}  shop.zip\n`),
  nothing("uuid.json", ({ a, b }) => `{"id":"${uuid(a)}","parent":"${uuid(b)}"}\n`),
  nothing("api-key.env", ({ a, b }) => `API_KEY=${a}\nAPI_SECRET=${b}\n`),
  nothing("config.yml", ({ a, b }) => `service:\n  key: ${a}\n  secret: ${b}\n`),
  nothing("colon.txt", ({ a, b }) => `${a}:${b}\n`),
  nothing("smtp-other.env", ({ a, b }) => `SMTP_URL=smtp://${a}:${b}@smtp.example.com:587\n`),
  nothing("basic-user.env", () => `AUTH="Basic ${base64("user:password-of-many-letters")}"\n`),
  nothing("basic-prose.js", () => `const role = "Basic User"; // import base64, basic auth\n`),
  nothing("basic-short.http", () => "GET /\nAuthorization: Basic dXNlcjpwYXNz\n"),
  nothing("basic-one-half.http", ({ a }) => `Authorization: Basic ${base64(`${a}:`)}\n`),
  nothing("basic-long.http", ({ long }) => `Authorization: Basic ${base64(`${long}a`)}\n`),
  nothing("migrations.php", ({ a, b }) => `<?php\n$keys = ['${a}', '${b}'];\n`),
  nothing("fixture.sql", ({ a, b }) => `INSERT INTO users (login, password) VALUES ('${a}', '${b}');\n`),
  nothing("jwt.txt", ({ long }) => `eyJhbGciOiJIUzI1NiJ9.${base64(long)}.${base64(long).slice(0, 43)}\n`),
  nothing("sri.html", ({ long }) => `<script src="/a.js" integrity="sha256-${base64(long.slice(0, 32))}"></script>\n`),
];

const withWord = [
  nothing("git-revision.txt", ({ long }) => `mailjet-lib@git+ssh://git@example.com/x#${long.slice(0, 40)}\n`),
  nothing("sha256.txt", ({ long }) => `mailjet.tgz sha256 ${long}\n`),
  nothing("md5sums.txt", ({ a, b }) => `${a}  mailjet/client.php\n${b}  mailjet/config.php\n`),
  nothing("md5sums-star.txt", ({ a, b }) => `${a} *mailjet.exe\n${b} *mailjet.dll\n`),
  nothing("md5-fields.json", ({ a, b }) => `{ "name": "mailjet", "md5": "${a}", "previousMd5": "${b}" }\n`),
  nothing("etags.js", ({ a, b }) => `mailjet.get(url, { etag: "${a}" });\nmailjet.get(url, { etag: "${b}" });\n`),
  nothing(
    "uuids.js",
    ({ a, b }) =>
      `const mailjet = require("node-mailjet");\nconst messageUuid = "${uuid(a)}";\nconst otherUuid = "${uuid(b)}";\n`,
  ),
  nothing(
    "dashed-uuid.js",
    ({ a }) => `const mailjetId = "${a.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")}";\n`,
  ),
  nothing("ids.json", ({ a, b }) => `{ "sender": "mailjet", "messageId": "${a}", "campaignId": "${b}" }\n`),
  nothing(
    "templates.yml",
    ({ a, b }) => `mailjet:\n  templates:\n    welcome_template: ${a}\n    goodbye_template: ${b}\n`,
  ),
  nothing("image.html", ({ a, b }) => `<img src="https://x7k2p.mjt.lu/img/x7k2p/b/${a}/${b}.png"> <!-- mailjet -->\n`),
  nothing("image-name.html", ({ a, b }) => `<img src="${a}.png"><img src="${b}.jpeg"> sent with Mailjet\n`),
  nothing(
    "asset.html",
    ({ a, b }) => `<script src="/mailjet-widget-${a}.js"></script>\n<link href="/mailjet.${b}.css">\n`,
  ),
  nothing(
    "query.html",
    ({ a, b }) =>
      `<script src="https://app.mailjet.com/statics/a.js?v=${a}"></script>\n<script src="/b.js?v=${b}"></script>\n`,
  ),
  nothing(
    "gravatar.md",
    ({ a, b }) =>
      `Mailjet authors: ![](https://www.gravatar.com/avatar/${a}) ![](https://www.gravatar.com/avatar/${b})\n`,
  ),
  nothing("hash-of-key.js", ({ a, b }) => `const mailjetKeyHash = "${a}";\nconst mailjetSecretHash = "${b}";\n`),
  nothing("md5-of-key.js", ({ a, b }) => `if (md5(mailjetKey) === "${a}" || md5(mailjetSecret) === "${b}") start();\n`),
  nothing("fingerprint.log", ({ a, b }) => `mailjet credentials fingerprint=${a} previous fingerprint=${b}\n`),
  nothing("sha1-comment.js", ({ a }) => `const h = md5(mailjet); // ${a}\n`),
  nothing("comment-after.js", ({ a, b }) => `const mailjet = [\n  "${a}", // md5 of a\n  "${b}", // md5 of b\n];\n`),
  nothing(
    "csrf.html",
    ({ a, b }) =>
      `<form action="https://app.mailjet.com/x"><input name="csrf_token" value="${a}"><input name="session" value="${b}">\n`,
  ),
  nothing("trace.log", ({ a, b }) => `POST api.mailjet.com/v3.1/send trace_id=${a} correlation_id=${b} 200\n`),
  nothing("traceparent.log", ({ a }) => `api.mailjet.com traceparent=00-${a}-00f067aa0ba902b7-01\n`),
  nothing(
    "composer.lock",
    ({ a, long }) =>
      `{\n  "content-hash": "${a}",\n  "packages": [{ "name": "mailjet/mailjet-apiv3-php", "dist": { "reference": "${long.slice(0, 40)}", "shasum": "" } }]\n}\n`,
  ),
  nothing(
    "package-lock.json",
    ({ long }) =>
      `{"packages":{"node_modules/node-mailjet":{"version":"6.0.11","integrity":"sha512-${base64(long + long).slice(0, 86)}=="}}}\n`,
  ),
  nothing(
    "yarn.lock",
    ({ long, a, b }) => `"node-mailjet@npm:^6":\n  checksum: 10c0/${long}${long}\n  cache: ${a}\n  other: ${b}\n`,
  ),
  nothing(
    "pnpm-lock.yaml",
    ({ long }) =>
      `packages:\n  node-mailjet@6.0.11:\n    resolution: {integrity: sha512-${base64(long + long).slice(0, 86)}==}\n`,
  ),
  nothing(
    "poetry.lock",
    ({ long, a, b }) =>
      `[[package]]\nname = "mailjet-rest"\nfiles = [\n  {file = "a.whl", hash = "sha256:${long}"},\n]\n# ${a} ${b}\n`,
  ),
  nothing("go.sum", ({ long }) => `github.com/mailjet/mailjet-apiv3-go/v4 v4.0.1 h1:${base64(long.slice(0, 32))}\n`),
  nothing("Cargo.lock", ({ long }) => `[[package]]\nname = "mailjet"\nchecksum = "${long}"\n`),
  nothing("requirements.txt", ({ a, b }) => `mailjet-rest==1.3.4 --hash=md5:${a} --hash=md5:${b}\n`),
  nothing("uppercase.env", ({ a, b }) => `MAILJET_API_KEY_ID=${a.toUpperCase()}\nMAILJET_TRACE=${b.toUpperCase()}\n`),
  nothing("list.txt", ({ many }) => `mailjet message hashes\n${many.join("\n")}\n`),
  nothing(
    "list-no-name.js",
    ({ many }) => `// from Mailjet\nmodule.exports = [\n${many.map((one) => `  "${one}",`).join("\n")}\n];\n`,
  ),
  nothing("webhook.env", ({ a, b }) => `MAILJET_WEBHOOK_SECRET=${a}\nMAILJET_CALLBACK_TOKEN=${b}\n`),
  nothing("encryption.env", ({ a }) => `MAILJET_ENCRYPTION_KEY=${a}\n`),
  nothing("contact-list.json", ({ a, b }) => `{"mailjet":{"contact_hash":"${a}","list_hash":"${b}"}}\n`),
  nothing("build.txt", ({ a, b }) => `docker.io/mailjet/worker build ${a}\nlayer ${b}\n`),
  nothing("snapshot.snap", ({ a, b }) => `exports[\`mailjet mail 1\`] = \`boundary="${a}" boundary="${b}"\`;\n`),
  nothing("mime.eml", ({ a, b }) => `X-Mailer: Mailjet\nContent-Type: multipart/mixed; boundary="${a}"\n--${b}\n`),
  nothing("message-id.eml", ({ a, b }) => `Message-Id: <${a}.${b}@bnc3.mailjet.com>\n`),
  nothing("dkim.txt", ({ a }) => `mailjet._${a.slice(0, 8)}.example.com TXT ${a}\n`),
  nothing("domain-check.html", ({ a }) => `<!-- mailjet domain validation: ${a}.txt -->\n`),
  nothing(
    "domain-check.txt",
    ({ a }) => `Create an empty file https://example.com/${a}.txt to validate your domain with Mailjet.\n`,
  ),
];

const placeholders = [
  nothing("shell.sh", () => 'curl --user "$MJ_APIKEY_PUBLIC:$MJ_APIKEY_PRIVATE" https://api.mailjet.com/v3.1/send\n'),
  nothing(
    "asterisks.js",
    () => `Mailjet.apiConnect('****************************1234', '********************************');\n`,
  ),
  nothing("ones.env", () => `MJ_APIKEY_PUBLIC=${"1".repeat(32)}\nMJ_APIKEY_PRIVATE=${"2".repeat(32)}\n`),
  nothing("zeros.env", () => `MAILJET_API_KEY=${"0".repeat(32)}\nMAILJET_API_SECRET=${"f".repeat(32)}\n`),
  nothing(
    "sequence.env",
    () => `MJ_APIKEY_PUBLIC=${"0123456789abcdef".repeat(2)}\nMJ_APIKEY_PRIVATE=${"fedcba9876543210".repeat(2)}\n`,
  ),
  nothing(
    "doubled.js",
    () => 'Mailjet.apiConnect("00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100");\n',
  ),
  nothing(
    "decimal.js",
    () => 'Mailjet.apiConnect("12345678901234567890123456789012", "1234567890abcdef1234567890abcdef");\n',
  ),
  nothing(
    "alternating.env",
    () => "MJ_APIKEY_PUBLIC=a1b2c3d4e5f60718293a4b5c6d7e8f90\nMJ_APIKEY_PRIVATE=0a1b2c3d4e5f60718293a4b5c6d7e8f9\n",
  ),
  nothing("words.env", () => `MJ_APIKEY_PUBLIC=${"deadbeef".repeat(4)}\nMJ_APIKEY_PRIVATE=${"cafebabe".repeat(4)}\n`),
  nothing("x.env", () => `MJ_APIKEY_PUBLIC=${"x".repeat(32)}\nMJ_APIKEY_PRIVATE=${"y".repeat(32)}\n`),
  nothing("your-key.js", () => `new Mailjet({ apiKey: "your-api-key", apiSecret: "your-api-secret" });\n`),
  nothing("brackets.md", () => "MJ_APIKEY_PUBLIC=<your API key>\nMJ_APIKEY_PRIVATE=<your secret key>\n"),
  nothing("empty.env", () => "MJ_APIKEY_PUBLIC=\nMJ_APIKEY_PRIVATE=\n"),
  nothing("environment.js", () => "Mailjet.apiConnect(process.env.MJ_APIKEY_PUBLIC, process.env.MJ_APIKEY_PRIVATE);\n"),
  nothing("environment.py", () => "Client(auth=(os.environ['MJ_APIKEY_PUBLIC'], os.environ['MJ_APIKEY_PRIVATE']))\n"),
  nothing("interpolated.yml", () => `mailjet:\n  key: \${MJ_APIKEY_PUBLIC}\n  secret: \${MJ_APIKEY_PRIVATE}\n`),
  nothing("actions.yml", () => `env:\n  MJ_APIKEY_PUBLIC: \${{ secrets.MJ_APIKEY_PUBLIC }}\n`),
  nothing(
    "vault.hcl",
    () => `{{ with secret "secret/data/mailjet" }}MJ_APIKEY_PUBLIC={{ .Data.data.apiKey }}{{ end }}\n`,
  ),
  nothing("basic-placeholder.http", () => `Authorization: Basic ${base64(`${"1".repeat(32)}:${"2".repeat(32)}`)}\n`),
  nothing("smtp-placeholder.env", () => "SMTP_URL=smtp://user:password@in-v3.mailjet.com:587\n"),
  nothing("md5-of-nothing.env", () => "MJ_APIKEY_PRIVATE=d41d8cd98f00b204e9800998ecf8427e\n"),
  nothing(
    "secret-reference.yaml",
    () => "env:\n- name: MJ_APIKEY_PUBLIC\n  valueFrom:\n    secretKeyRef: { name: mailjet, key: MJ_APIKEY_PUBLIC }\n",
  ),
  nothing("secret-placeholder.yaml", () => `kind: Secret\ndata:\n  MJ_APIKEY_PRIVATE: ${base64("changeme")}\n`),
  nothing("truncated.env", ({ a }) => `MJ_APIKEY_PUBLIC=${a.slice(0, 31)}\nMJ_APIKEY_PRIVATE=${a.slice(0, 8)}...\n`),
];

const otherServices = [
  nothing("twilio.env", ({ a }) => `MAILJET_FROM=a@example.com\nTWILIO_AUTH_TOKEN=${a}\n`),
  nothing("lastfm.env", ({ a, b }) => `MAILJET_SENDER=a@example.com\nLASTFM_API_KEY=${a}\nLASTFM_SECRET=${b}\n`),
  nothing("shopify.env", ({ a, b }) => `MAILJET_FROM=a@example.com\n\nSHOPIFY_API_KEY=${a}\nSHOPIFY_API_SECRET=${b}\n`),
  nothing(
    "shopify.yml",
    ({ a, b }) => `mailjet:\n  sender: a@example.com\nshopify:\n  api_key: ${a}\n  api_secret: ${b}\n`,
  ),
  nothing(
    "unknown-service.yml",
    ({ a, b }) => `mailjet:\n  sender: a@example.com\nwarehouse:\n  api_key: ${a}\n  api_secret: ${b}\n`,
  ),
  nothing(
    "unknown-table.ini",
    ({ a, b }) => `[mailjet]\nsender=a@example.com\n\n[warehouse]\napi_key=${a}\napi_secret=${b}\n`,
  ),
  nothing(
    "mailgun.js",
    ({ a, b }) =>
      `// We moved from Mailjet to Mailgun\nconst mailgun = new Mailgun({ apiKey: "key-${a}", domain: "${b}" });\n`,
  ),
  nothing("datadog.env", ({ a, b }) => `MAILJET_FROM=a@example.com\nDD_API_KEY=${a}\nDD_CLIENT_TOKEN=${b}\n`),
  nothing("mailchimp.env", ({ a }) => `MAILJET_LIST=3\nMAILCHIMP_API_KEY=${a}-us1\n`),
  nothing(
    "openweather.js",
    ({ a }) => `const Mailjet = require("node-mailjet");\nconst OPENWEATHER_API_KEY = "${a}";\n`,
  ),
  nothing(
    "facebook.php",
    ({ a, b }) =>
      `<?php // mailjet below\n$config['facebook_app_secret'] = '${a}';\n$config['instagram_secret'] = '${b}';\n`,
  ),
  nothing("session.env", ({ a, b }) => `MAILJET_FROM=a@example.com\nSESSION_SECRET=${a}\nCSRF_SECRET=${b}\n`),
  nothing("rails.yml", ({ a, b }) => `production:\n  secret_key_base: ${a}${b}\n  mailjet_from: a@example.com\n`),
  nothing(
    "aes.js",
    ({ a, b }) => `const Mailjet = require("node-mailjet");\nconst cipher = { iv: "${a}", salt: "${b}" };\n`,
  ),
  nothing(
    "oauth.json",
    ({ a, b }) => `{ "mailer": "mailjet", "oauth": { "client_id": "${a}", "client_secret": "${b}" } }\n`,
  ),
  nothing("slack-signing.env", ({ a }) => `MAILJET_FROM=a@b.c\nSLACK_SIGNING_SECRET=${a}\n`),
  nothing(
    "cloudflare.tf",
    ({ a, b }) =>
      `# DNS for Mailjet\nresource "cloudflare_record" "spf" {\n  zone_id    = "${a}"\n  account_id = "${b}"\n}\n`,
  ),
  nothing(
    "sentry.js",
    ({ a }) => `import "node-mailjet";\nSentry.init({ dsn: "https://${a}@o1.ingest.sentry.io/2" });\n`,
  ),
  nothing("hmac.py", ({ a, b }) => `from mailjet_rest import Client\nsignature = "${a}"\nnonce = "${b}"\n`),
  nothing(
    "wordpress-salts.php",
    ({ a, b }) => `<?php // wp mailjet plugin\ndefine('AUTH_SALT', '${a}');\ndefine('NONCE_SALT', '${b}');\n`,
  ),
  nothing(
    "allowed.env",
    ({ a, b }) => `MJ_APIKEY_PUBLIC=${a} # mailjet-secrets:allow\nMJ_APIKEY_PRIVATE=${b} # mailjet-secrets:allow\n`,
  ),
  nothing(
    "allowed-before.js",
    ({ a, b }) =>
      `// mailjet-secrets:allow (revoked, for the test of revocation)\nMailjet.apiConnect("${a}", "${b}");\n`,
  ),
];

export const nothingToFind = [...noContext, ...withWord, ...placeholders, ...otherServices];
