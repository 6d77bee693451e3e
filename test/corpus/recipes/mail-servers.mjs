// Pairs in headers, URLs, settings of mail programs, documents and data.
const base64 = (text) => Buffer.from(text).toString("base64");
const of = (folder, kind) => (file, text) => ({ folder, file, text, kind });
const header = of("headers", "basic-auth");
const url = of("urls", "smtp-url");
const server = of("mail-programs", "key-pair");
const document = of("documents", "key-pair");

const headers = [
  header(
    "fetch.js",
    ({ both }) => `fetch("https://api.mailjet.com/v3.1/send", {\n  headers: { Authorization: "Basic ${both}" },\n});\n`,
  ),
  header("no-word.js", ({ both }) => `const headers = { Authorization: "Basic ${both}" };\n`),
  header("no-scheme.py", ({ both }) => `TOKEN = "${both}"\nheaders = {"Authorization": f"Basic {TOKEN}"}\n`),
  header("unpadded.txt", ({ both }) => `authorization: basic ${both.replace("=", "")}\n`),
  header("curl.sh", ({ both }) => `curl -H 'Authorization: Basic ${both}' https://api.mailjet.com/v3/REST/sender\n`),
  header(
    "postman.json",
    ({ both }) => `{"request":{"header":[{"key":"Authorization","value":"Basic ${both}","type":"text"}]}}\n`,
  ),
  header("requests.http", ({ both }) => `GET https://api.mailjet.com/v3/REST/contact\nAuthorization: Basic ${both}\n`),
  header(
    "page.har",
    ({ both }) => `{"log":{"entries":[{"request":{"headers":[{"name":"authorization","value":"Basic ${both}"}]}}]}}`,
  ),
  header("Client.java", ({ both }) => `connection.setRequestProperty("Authorization", "Basic ${both}");\n`),
  header(
    "wire.log",
    ({ both }) => `10:00:00 > POST /v3.1/send HTTP/1.1\n10:00:00 > authorization: Basic ${both}\n10:00:00 < 200\n`,
  ),
  header("escaped.json", ({ both }) => `{"command":"curl -H \\"Authorization: Basic ${both}\\"\\n"}\n`),
  header("secret.yaml", ({ both }) => `kind: Secret\ndata:\n  credentials: ${both}\n`),
  header("smtp.log", ({ key, secret }) => `C: AUTH PLAIN ${base64(`\0${key}\0${secret}`)}\nS: 235 OK\n`),
  header("nginx.conf", ({ both }) => `location /mail {\n  proxy_set_header Authorization "Basic ${both}";\n}\n`),
  header("alone.txt", ({ both }) => `${both}\n`),
];

const urls = [
  url("plain.env", ({ key, secret }) => `SMTP_URL=smtp://${key}:${secret}@in-v3.mailjet.com:587\n`),
  url("tls.env", ({ key, secret }) => `MAIL_URL="smtps://${key}:${secret}@in-v3.mailjet.com:465"\n`),
  url("symfony.env", ({ key, secret }) => `MAILER_DSN=mailjet+smtp://${key}:${secret}@default\n`),
  {
    ...url("symfony-api.env", ({ key, secret }) => `MAILER_DSN=mailjet+api://${key}:${secret}@api.mailjet.com\n`),
    kind: "key-pair",
  },
  url(
    "nodemailer.js",
    ({ key, secret }) => `const transport = createTransport("smtp://${key}:${secret}@in-v3.mailjet.com:587");\n`,
  ),
  url("meteor.sh", ({ key, secret }) => `MAIL_URL=smtp://${key}:${secret}@in.mailjet.com:587 meteor\n`),
  url("directus.yml", ({ key, secret }) => `mailer:\n  url: smtp://${key}:${secret}@in-v3.mailjet.com\n`),
  url(
    "django-environ.env",
    ({ key, secret }) => `EMAIL_URL=smtp+tls://x\nEMAIL_FALLBACK=smtp://${key}:${secret}@in-v3.mailjet.com:25\n`,
  ),
  url("escaped.json", ({ key, secret }) =>
    `{"a":"{\\"url\\":\\"smtp:\\/\\/${key}:${secret}@in-v3.mailjet.com\\"}"}\n`.replaceAll("\\/", "/"),
  ),
  url("terraform.tf", ({ key, secret }) => `smtp_url = "smtp://${key}:${secret}@in-v3.mailjet.com:2525"\n`),
];

const servers = [
  server("sasl_passwd", ({ key, secret }) => `[in-v3.mailjet.com]:587 ${key}:${secret}\n`),
  server("passwd.client", ({ key, secret }) => `in-v3.mailjet.com:${key}:${secret}\n`),
  server(
    "msmtprc",
    ({ key, secret }) => `account mailjet\nhost in-v3.mailjet.com\nport 587\nuser ${key}\npassword ${secret}\n`,
  ),
  server("ssmtp.conf", ({ key, secret }) => `mailhub=in-v3.mailjet.com:587\nAuthUser=${key}\nAuthPass=${secret}\n`),
  server(
    "grafana.ini",
    ({ key, secret }) => `[smtp]\nenabled = true\nhost = in-v3.mailjet.com:587\nuser = ${key}\npassword = ${secret}\n`,
  ),
  server(
    "gitlab.rb",
    ({ key, secret }) =>
      `gitlab_rails['smtp_address'] = "in-v3.mailjet.com"\ngitlab_rails['smtp_user_name'] = "${key}"\ngitlab_rails['smtp_password'] = "${secret}"\n`,
  ),
  server(
    "config.php",
    ({ key, secret }) =>
      `<?php\n$CONFIG = array (\n  'mail_smtphost' => 'in-v3.mailjet.com',\n  'mail_smtpname' => '${key}',\n  'mail_smtppassword' => '${secret}',\n);\n`,
  ),
  server(
    "ghost.json",
    ({ key, secret }) =>
      `{"mail":{"transport":"SMTP","options":{"host":"in-v3.mailjet.com","auth":{"user":"${key}","pass":"${secret}"}}}}\n`,
  ),
  server(
    "discourse.yml",
    ({ key, secret }) =>
      `env:\n  DISCOURSE_SMTP_ADDRESS: in-v3.mailjet.com\n  DISCOURSE_SMTP_USER_NAME: ${key}\n  DISCOURSE_SMTP_PASSWORD: ${secret}\n`,
  ),
  server(
    "realm.json",
    ({ key, secret }) =>
      `{\n  "smtpServer": {\n    "host": "in-v3.mailjet.com",\n    "user": "${key}",\n    "password": "${secret}",\n    "auth": "true"\n  }\n}\n`,
  ),
  server(
    "alertmanager.yml",
    ({ key, secret }) =>
      `global:\n  smtp_smarthost: in-v3.mailjet.com:587\n  smtp_auth_username: ${key}\n  smtp_auth_password: ${secret}\n`,
  ),
  server(
    "mastodon.env",
    ({ key, secret }) => `SMTP_SERVER=in-v3.mailjet.com\nSMTP_PORT=587\nSMTP_LOGIN=${key}\nSMTP_PASSWORD=${secret}\n`,
  ),
  server(
    "jenkins.xml",
    ({ key, secret }) =>
      `<smtpHost>in-v3.mailjet.com</smtpHost>\n<username>${key}</username>\n<password>${secret}</password>\n`,
  ),
  server(
    "laravel.env",
    ({ key, secret }) =>
      `MAIL_MAILER=smtp\nMAIL_HOST=in-v3.mailjet.com\nMAIL_PORT=587\nMAIL_USERNAME=${key}\nMAIL_PASSWORD=${secret}\nMAIL_ENCRYPTION=tls\n`,
  ),
  server("host-after.env", ({ key, secret }) => `SMTP_USER=${key}\nSMTP_PASS=${secret}\nSMTP_HOST=in-v3.mailjet.com\n`),
  server(
    "magento.xml",
    ({ key, secret }) => `<smtp host="in-v3.mailjet.com" username="${key}" password="${secret}" />\n`,
  ),
  server(
    "wp-mail-smtp.php",
    ({ key, secret }) =>
      `<?php\ndefine( 'WPMS_MAILER', 'mailjet' );\ndefine( 'WPMS_MAILJET_API_KEY', '${key}' );\ndefine( 'WPMS_MAILJET_SECRET_KEY', '${secret}' );\n`,
  ),
  server(
    "supabase.toml",
    ({ key, secret }) =>
      `[auth.email.smtp]\nhost = "in-v3.mailjet.com"\nport = 587\nuser = "${key}"\npass = "${secret}"\n`,
  ),
];

const documents = [
  document(
    "notebook.ipynb",
    ({ key, secret }) =>
      `{"cells":[{"cell_type":"code","source":[\n  "from mailjet_rest import Client\\n",\n  "api_key = '${key}'\\n",\n  "api_secret = '${secret}'\\n"\n]}],"nbformat":4}\n`,
  ),
  document(
    "notebook-line.ipynb",
    ({ key, secret }) =>
      `{"cells":[{"source":["import os\\nos.environ[\\"MJ_APIKEY_PUBLIC\\"] = \\"${key}\\"\\nos.environ[\\"MJ_APIKEY_PRIVATE\\"] = \\"${secret}\\"\\n"]}]}`,
  ),
  document(
    "notebook-bare.ipynb",
    ({ key, secret }) => `{"cells":[{"source":["MJ_APIKEY_PUBLIC=${key}\\nMJ_APIKEY_PRIVATE=${secret}\\n"]}]}`,
  ),
  document("notebook-output.ipynb", ({ key, secret }) =>
    `{"outputs":[{"text":["Mailjet login:\\n","${key}\\n","${secret}\\n"]}]}`.replaceAll(",", ",\n"),
  ),
  document("README.md", ({ key, secret }) => `## Mailjet\n\n- API key: \`${key}\`\n- Secret key: \`${secret}\`\n`),
  document(
    "table.md",
    ({ key, secret }) => `Mailjet accounts\n\n| API key | Secret key |\n| --- | --- |\n| ${key} | ${secret} |\n`,
  ),
  document("notes.txt", ({ key, secret }) => `Mailjet:\n${key}\n${secret}\n`),
  document(
    "notes-prose.txt",
    ({ key, secret }) => `The Mailjet key is ${key}, the secret is ${secret}. Keep them safe!\n`,
  ),
  document("notes-slash.txt", ({ key, secret }) => `mailjet creds: ${key} / ${secret}\n`),
  document("accounts.csv", ({ key, secret }) => `service,key,secret\nmailjet,${key},${secret}\n`),
  document("accounts.tsv", ({ key, secret }) => `mailjet\t${key}\t${secret}\n`),
  document(
    "settings.sql",
    ({ key, secret }) =>
      `INSERT INTO settings (name, value) VALUES\n('mailjet_api_key', '${key}'),\n('mailjet_api_secret', '${secret}');\n`,
  ),
  document("accounts.sql", ({ key, secret }) => `INSERT INTO mailjet_accounts VALUES (1, '${key}', '${secret}');\n`),
  document(
    "export.xml",
    ({ key, secret }) => `<mailjet>\n  <apikey>${key}</apikey>\n  <secretkey>${secret}</secretkey>\n</mailjet>\n`,
  ),
  document(
    "page.html",
    ({ key, secret }) =>
      `<p>Mailjet</p>\n<dl><dt>API key</dt><dd>${key}</dd>\n<dt>Secret</dt><dd>${secret}</dd></dl>\n`,
  ),
  document(
    "form.html",
    ({ key, secret }) => `<input name="mailjet_key" value="${key}"><input name="mailjet_secret" value="${secret}">\n`,
  ),
  document("slack.json", ({ key, secret }) => `{"text":"mailjet keys for prod:\\n${key}\\n${secret}"}\n`),
  document("jsonl.jsonl", ({ key, secret }) => `{"provider":"mailjet","apiKey":"${key}","secretKey":"${secret}"}\n`),
  document("debug.log", ({ key, secret }) => `DEBUG mailjet config { apiKey: '${key}', apiSecret: '${secret}' }\n`),
  document(
    "inspect.log",
    ({ key, secret }) =>
      `Client {\n  config: { host: 'api.mailjet.com' },\n  apiKey: '${key}',\n  apiSecret: '${secret}'\n}\n`,
  ),
  document(
    "encoded-url.txt",
    ({ key, secret }) => `https://example.com/setup?provider=mailjet&apikey=${key}&secret=${secret}\n`,
  ),
  document("form-body.txt", ({ key, secret }) => `provider%3Dmailjet%26apikey%3D${key}%26secretkey%3D${secret}\n`),
  document(
    "string-in-json.json",
    ({ key, secret }) =>
      `{"value":"{\\u0022mailjet_key\\u0022:\\u0022${key}\\u0022,\\u0022mailjet_secret\\u0022:\\u0022${secret}\\u0022}"}\n`,
  ),
  document(
    "helm-values.yaml",
    ({ key, secret }) => `mailjet:\n  enabled: true\n  apiKey: ${key}\n  secretKey: ${secret}\n`,
  ),
  document(
    "accounts.yaml",
    ({ key, secret }) => `mailjet:\n  accounts:\n    marketing:\n      public: ${key}\n      private: ${secret}\n`,
  ),
  document(
    "config.toml",
    ({ key, secret }) => `[server]\nport = 1\n\n[mailjet]\npublic = "${key}"\nprivate = "${secret}"\n`,
  ),
  document("config.ini", ({ key, secret }) => `[mailjet]\napi_key=${key}\napi_secret=${secret}\n\n[other]\na=b\n`),
  document(
    "package-lock.json",
    ({ key, secret }) =>
      `{\n  "packages": {\n    "node_modules/node-mailjet": { "integrity": "sha512-AAAA" }\n  },\n  "config": {\n    "mailjetApiKey": "${key}",\n    "mailjetApiSecret": "${secret}"\n  }\n}\n`,
  ),
  document("mailjet.json", ({ key, secret }) => `{ "public": "${key}", "private": "${secret}" }\n`),
  document(
    "mailjet-secret.yaml",
    ({ key, secret }) => `kind: Secret\ndata:\n  api-key: ${base64(key)}\n  secret-key: ${base64(secret)}\n`,
  ),
  document(
    "neighbours.env",
    ({ key, secret, other }) => `TWILIO_AUTH_TOKEN=${other}\nMJ_APIKEY_PUBLIC=${key}\nMJ_APIKEY_PRIVATE=${secret}\n`,
  ),
  document(
    "checksum-beside.js",
    ({ key, secret, other }) => `const etag = "${other}";\nconst mailjet = connectMailjet("${key}", "${secret}");\n`,
  ),
];

export const mailServers = [...headers, ...urls, ...servers, ...documents];
