// Pairs in programs, in many languages.
const pair = (file, text, kind = "key-pair") => ({ folder: "code", file, text, kind });

export const code = [
  pair(
    "api-connect.js",
    ({ key, secret }) => `const mailjet = require("node-mailjet").apiConnect("${key}", "${secret}");\n`,
  ),
  pair(
    "connect.js",
    ({ key, secret }) => `const mailjet = require('node-mailjet')\n  .connect('${key}', '${secret}')\n`,
  ),
  pair(
    "connect-lines.js",
    ({ key, secret }) =>
      `import Mailjet from "node-mailjet";\nconst mailjet = Mailjet.apiConnect(\n  "${key}",\n  "${secret}",\n  { config: {} },\n);\n`,
  ),
  pair(
    "constructor.mjs",
    ({ key, secret }) =>
      `import Mailjet from "node-mailjet";\nexport const client = new Mailjet({\n  apiKey: "${key}",\n  apiSecret: "${secret}",\n});\n`,
  ),
  pair(
    "constructor-line.cjs",
    ({ key, secret }) => `const m = new (require("node-mailjet"))({apiKey:'${key}',apiSecret:'${secret}'});\n`,
  ),
  pair(
    "client.mjs",
    ({ key, secret }) =>
      `import { Client } from "node-mailjet";\nconst c = new Client({ apiKey: \`${key}\`, apiSecret: \`${secret}\` });\n`,
  ),
  pair(
    "constants.js",
    ({ key, secret }) =>
      `const Mailjet = require("node-mailjet");\nconst API_KEY = "${key}";\nconst API_SECRET = "${secret}";\nmodule.exports = Mailjet.apiConnect(API_KEY, API_SECRET);\n`,
  ),
  pair(
    "constants-far.js",
    ({ key, secret }) =>
      `const Mailjet = require("node-mailjet");\n${"// a line\n".repeat(60)}const publicKey = "${key}";\nconst privateKey = "${secret}";\n`,
  ),
  pair("camel.js", ({ key, secret }) => `const mailjetApiKey = "${key}", mailjetApiSecret = "${secret}";\n`),
  pair(
    "short-names.js",
    ({ key, secret }) =>
      `const Mailjet = require("node-mailjet");\nconst a = "${key}";\nconst b = "${secret}";\nconst m = Mailjet.apiConnect(a, b);\n`,
  ),
  pair(
    "minified.min.js",
    ({ key, secret }) =>
      `!function(){${"var a=0;".repeat(120)}var t=r(12).apiConnect("${key}","${secret}");n("mailjet"),${"e(1),".repeat(80)}0}();`,
  ),
  pair(
    "minified-names.min.js",
    ({ key, secret }) =>
      `${"function f(n){return n+1}".repeat(40)}var i={mailjet:{key:"${key}",secret:"${secret}"}};${"f(2);".repeat(40)}`,
  ),
  pair(
    "minified-letters.min.js",
    ({ key, secret }) => `(()=>{var e="${key}",t="${secret}",n=require("node-mailjet").apiConnect(e,t)})();`,
  ),
  pair(
    "webpack-define.js",
    ({ key, secret }) =>
      `eval("process.env = {\\"MJ_APIKEY_PUBLIC\\":\\"${key}\\",\\"MJ_APIKEY_PRIVATE\\":\\"${secret}\\"};\\n");\n`,
  ),
  pair("array.js", ({ key, secret }) => `const mailjetCredentials = ["${key}", "${secret}"];\n`),
  pair(
    "joined.js",
    ({ key, secret }) =>
      `// Mailjet\nconst login = "${key}:${secret}";\nfetch(url, { headers: { authorization: \`Basic \${btoa(login)}\` } });\n`,
  ),
  pair(
    "axios.js",
    ({ key, secret }) =>
      `axios.post("https://api.mailjet.com/v3.1/send", body, {\n  auth: { username: "${key}", password: "${secret}" },\n});\n`,
  ),
  pair(
    "axios-before.js",
    ({ key, secret }) =>
      `const auth = {\n  username: "${key}",\n  password: "${secret}",\n};\nawait axios.post("https://api.mailjet.com/v3.1/send", body, { auth });\n`,
  ),
  pair(
    "nodemailer.js",
    ({ key, secret }) =>
      `nodemailer.createTransport({\n  host: "in-v3.mailjet.com",\n  port: 587,\n  auth: {\n    user: "${key}",\n    pass: "${secret}",\n  },\n});\n`,
  ),
  pair(
    "nodemailer-after.js",
    ({ key, secret }) => `const auth = { user: '${key}', pass: '${secret}' };\nconst host = 'in-v3.mailjet.com';\n`,
  ),
  pair(
    "typed.mts",
    ({ key, secret }) =>
      `import Mailjet from "node-mailjet";\nconst apiKey: string = "${key}";\nconst apiSecret: string = "${secret}";\n`,
  ),
  pair(
    "class.mts",
    ({ key, secret }) =>
      `export class MailjetService {\n  private readonly apiKey = '${key}';\n  private readonly secretKey = '${secret}';\n}\n`,
  ),
  pair(
    "apps-script.gs",
    ({ key, secret }) =>
      `function sendByMailjet() {\n  var user = "${key}";\n  var password = "${secret}";\n  UrlFetchApp.fetch("https://api.mailjet.com/v3/send");\n}\n`,
  ),
  pair(
    "client.py",
    ({ key, secret }) =>
      `from mailjet_rest import Client\nmailjet = Client(auth=('${key}', '${secret}'), version='v3.1')\n`,
  ),
  pair(
    "variables.py",
    ({ key, secret }) =>
      `from mailjet_rest import Client\n\napi_key = '${key}'\napi_secret = '${secret}'\nmailjet = Client(auth=(api_key, api_secret))\n`,
  ),
  pair(
    "anymail.py",
    ({ key, secret }) => `ANYMAIL = {\n    "MAILJET_API_KEY": "${key}",\n    "MAILJET_SECRET_KEY": "${secret}",\n}\n`,
  ),
  pair(
    "requests.py",
    ({ key, secret }) =>
      `import requests\nrequests.post("https://api.mailjet.com/v3.1/send", json=data, auth=("${key}", "${secret}"))\n`,
  ),
  pair(
    "http-basic-auth.py",
    ({ key, secret }) =>
      `r = requests.get('https://api.mailjet.com/v3/REST/sender',\n    auth=HTTPBasicAuth('${key}', '${secret}'))\n`,
  ),
  pair(
    "django-settings.py",
    ({ key, secret }) =>
      `EMAIL_HOST = 'in-v3.mailjet.com'\nEMAIL_HOST_USER = '${key}'\nEMAIL_HOST_PASSWORD = '${secret}'\nEMAIL_PORT = 587\n`,
  ),
  pair(
    "flask.py",
    ({ key, secret }) =>
      `app.config["MAIL_SERVER"] = "in-v3.mailjet.com"\napp.config["MAIL_USERNAME"] = "${key}"\napp.config["MAIL_PASSWORD"] = "${secret}"\n`,
  ),
  pair(
    "smtplib.py",
    ({ key, secret }) => `import smtplib\ns = smtplib.SMTP("in-v3.mailjet.com", 587)\ns.login("${key}", "${secret}")\n`,
  ),
  pair("bytes.py", ({ key, secret }) => `MAILJET_KEY = b"${key}"\nMAILJET_SECRET = b"${secret}"\n`),
  pair(
    "client.php",
    ({ key, secret }) =>
      `<?php\nuse \\Mailjet\\Resources;\n$mj = new \\Mailjet\\Client('${key}','${secret}',true,['version' => 'v3.1']);\n`,
  ),
  pair(
    "variables.php",
    ({ key, secret }) =>
      `<?php\n$apikey = "${key}";\n$apisecret = "${secret}";\n$mj = new \\Mailjet\\Client($apikey, $apisecret);\n`,
  ),
  pair(
    "services.php",
    ({ key, secret }) =>
      `<?php\nreturn [\n    'mailjet' => [\n        'key' => '${key}',\n        'secret' => '${secret}',\n    ],\n];\n`,
  ),
  pair(
    "env-default.php",
    ({ key, secret }) =>
      `<?php\nreturn ['key' => env('MAILJET_APIKEY', '${key}'),\n  'secret' => env('MAILJET_APISECRET', '${secret}')];\n`,
  ),
  pair(
    "phpmailer.php",
    ({ key, secret }) =>
      `<?php\n$mail->Host = 'in-v3.mailjet.com';\n$mail->SMTPAuth = true;\n$mail->Username = '${key}';\n$mail->Password = '${secret}';\n`,
  ),
  pair(
    "curl.php",
    ({ key, secret }) =>
      `<?php\ncurl_setopt($ch, CURLOPT_URL, "https://api.mailjet.com/v3/REST/contact");\ncurl_setopt($ch, CURLOPT_USERPWD, "${key}:${secret}");\n`,
  ),
  pair(
    "configure.rb",
    ({ key, secret }) =>
      `Mailjet.configure do |config|\n  config.api_key = '${key}'\n  config.secret_key = '${secret}'\n  config.default_from = 'a@example.com'\nend\n`,
  ),
  pair(
    "smtp-settings.rb",
    ({ key, secret }) =>
      `ActionMailer::Base.smtp_settings = {\n  :address => "in-v3.mailjet.com",\n  :user_name => "${key}",\n  :password => "${secret}"\n}\n`,
  ),
  pair(
    "symbols.rb",
    ({ key, secret }) =>
      `config.action_mailer.delivery_method = :mailjet\nMAILJET = { api_key: "${key}", secret_key: "${secret}" }.freeze\n`,
  ),
  pair(
    "client.go",
    ({ key, secret }) =>
      `package main\n\nfunc main() {\n\tclient := mailjet.NewMailjetClient("${key}", "${secret}")\n\t_ = client\n}\n`,
  ),
  pair(
    "constants.go",
    ({ key, secret }) =>
      `import "github.com/mailjet/mailjet-apiv3-go/v4"\n\nconst (\n\tpublicKey  = "${key}"\n\tprivateKey = "${secret}"\n)\n`,
  ),
  pair(
    "plain-auth.go",
    ({ key, secret }) => `auth := smtp.PlainAuth("", "${key}", "${secret}", "in-v3.mailjet.com")\n`,
  ),
  pair(
    "set-basic-auth.go",
    ({ key, secret }) =>
      `req, _ := http.NewRequest("POST", "https://api.mailjet.com/v3.1/send", body)\nreq.SetBasicAuth("${key}", "${secret}")\n`,
  ),
  pair(
    "struct.go",
    ({ key, secret }) => `var c = MailjetConfig{\n\tAPIKey:    "${key}",\n\tSecretKey: "${secret}",\n}\n`,
  ),
  pair(
    "Client.java",
    ({ key, secret }) =>
      `MailjetClient client = new MailjetClient("${key}", "${secret}", new ClientOptions("v3.1"));\n`,
  ),
  pair(
    "Builder.java",
    ({ key, secret }) =>
      `import com.mailjet.client.ClientOptions;\nClientOptions o = ClientOptions.builder()\n    .apiKey("${key}")\n    .apiSecretKey("${secret}")\n    .build();\n`,
  ),
  pair(
    "Constants.java",
    ({ key, secret }) =>
      `import com.mailjet.client.*;\nclass Mail {\n  private static final String API_KEY = "${key}";\n  private static final String SECRET_KEY = "${secret}";\n}\n`,
  ),
  pair(
    "application.yml",
    ({ key, secret }) =>
      `spring:\n  mail:\n    host: in-v3.mailjet.com\n    username: ${key}\n    password: ${secret}\n`,
  ),
  pair(
    "application.properties",
    ({ key, secret }) =>
      `spring.mail.host=in-v3.mailjet.com\nspring.mail.username=${key}\nspring.mail.password=${secret}\n`,
  ),
  pair(
    "Mail.kt",
    ({ key, secret }) =>
      `object MailjetKeys {\n    const val PUBLIC = "${key}"\n    const val PRIVATE = "${secret}"\n}\n`,
  ),
  pair("gradle.properties", ({ key, secret }) => `mailjetApiKey=${key}\nmailjetApiSecret=${secret}\n`),
  pair("Mail.scala", ({ key, secret }) => `val client = new com.mailjet.client.MailjetClient("${key}", "${secret}")\n`),
  pair(
    "Client.cs",
    ({ key, secret }) => `using Mailjet.Client;\nvar client = new MailjetClient("${key}", "${secret}");\n`,
  ),
  pair(
    "appsettings.json",
    ({ key, secret }) => `{\n  "Mailjet": {\n    "ApiKey": "${key}",\n    "ApiSecret": "${secret}"\n  }\n}\n`,
  ),
  pair(
    "appsettings-nested.json",
    ({ key, secret }) =>
      `{\n  "Email": {\n    "Provider": "Mailjet",\n    "PublicKey": "${key}",\n    "PrivateKey": "${secret}"\n  }\n}\n`,
  ),
  pair(
    "Credential.vb",
    ({ key, secret }) =>
      `' Mailjet\nsmtp.Credentials = New NetworkCredential("${key}", "${secret}")\nsmtp.Host = "in-v3.mailjet.com"\n`,
  ),
  pair(
    "main.rs",
    ({ key, secret }) => `const MAILJET_KEY: &str = "${key}";\nconst MAILJET_SECRET: &str = "${secret}";\n`,
  ),
  pair(
    "reqwest.rs",
    ({ key, secret }) =>
      `let r = client.post("https://api.mailjet.com/v3.1/send")\n    .basic_auth("${key}", Some("${secret}"))\n    .send();\n`,
  ),
  pair(
    "lettre.rs",
    ({ key, secret }) =>
      `let creds = Credentials::new("${key}".to_string(), "${secret}".to_string());\nlet mailer = SmtpTransport::relay("in-v3.mailjet.com")?.credentials(creds).build();\n`,
  ),
  pair(
    "Mail.swift",
    ({ key, secret }) =>
      `enum Mailjet {\n    static let apiKey = "${key}"\n    static let apiSecret = "${secret}"\n}\n`,
  ),
  pair("mail.dart", ({ key, secret }) => `final mailer = MailJet(apiKey: '${key}', secretKey: '${secret}');\n`),
  pair(
    "config.exs",
    ({ key, secret }) =>
      `config :shop, Shop.Mailer,\n  adapter: Swoosh.Adapters.Mailjet,\n  api_key: "${key}",\n  secret: "${secret}"\n`,
  ),
  pair("mail.pl", ({ key, secret }) => `my $mailjet_key = '${key}';\nmy $mailjet_secret = '${secret}';\n`),
  pair(
    "mail.R",
    ({ key, secret }) =>
      `library(httr)\nPOST("https://api.mailjet.com/v3.1/send", authenticate("${key}", "${secret}"), body = b)\n`,
  ),
  pair("mail.lua", ({ key, secret }) => `local mailjet = {\n  key = "${key}",\n  secret = "${secret}",\n}\n`),
  pair("mail.clj", ({ key, secret }) => `(def mailjet {:api-key "${key}"\n              :api-secret "${secret}"})\n`),
  pair(
    "Jenkinsfile",
    ({ key, secret }) =>
      `pipeline {\n  environment {\n    MJ_APIKEY_PUBLIC = '${key}'\n    MJ_APIKEY_PRIVATE = '${secret}'\n  }\n}\n`,
  ),
  pair("Mail.hs", ({ key, secret }) => `mailjetAuth = applyBasicAuth "${key}" "${secret}"\n`),
  pair(
    "Mail.m",
    ({ key, secret }) =>
      `static NSString *const kMailjetKey = @"${key}";\nstatic NSString *const kMailjetSecret = @"${secret}";\n`,
  ),
  pair(
    "send.ps1",
    ({ key, secret }) =>
      `$user = "${key}"\n$pass = "${secret}"\nSend-MailMessage -SmtpServer in-v3.mailjet.com -Credential (Get-Cred $user $pass)\n`,
  ),
  pair(
    "mail.c",
    ({ key, secret }) =>
      `curl_easy_setopt(curl, CURLOPT_USERPWD, "${key}:${secret}");\ncurl_easy_setopt(curl, CURLOPT_URL, "https://api.mailjet.com/v3/send");\n`,
  ),
  pair(
    "curl.sh",
    ({ key, secret }) => `curl -s -X POST --user "${key}:${secret}" https://api.mailjet.com/v3.1/send -d @mail.json\n`,
  ),
  pair(
    "curl-lines.sh",
    ({ key, secret }) =>
      `curl -s \\\n  -X GET \\\n  -u ${key}:${secret} \\\n  https://api.mailjet.com/v3/REST/message\n`,
  ),
  pair("url.sh", ({ key, secret }) => `curl https://${key}:${secret}@api.mailjet.com/v3/REST/contact\n`),
  pair(
    "wget.sh",
    ({ key, secret }) => `wget --user=${key} --password=${secret} https://api.mailjet.com/v3/REST/contact\n`,
  ),
  pair(
    "httpie.sh",
    ({ key, secret }) => `http -a ${key}:${secret} POST https://api.mailjet.com/v3.1/send < mail.json\n`,
  ),
  pair(
    "swaks.sh",
    ({ key, secret }) => `swaks --server in-v3.mailjet.com --auth-user ${key} --auth-password ${secret}\n`,
  ),
  pair("vault.sh", ({ key, secret }) => `vault kv put secret/mailjet apiKey=${key} apiSecret=${secret}\n`),
  pair(
    "aws.sh",
    ({ key, secret }) =>
      `aws secretsmanager create-secret --name mailjet --secret-string '{"apiKey":"${key}","apiSecret":"${secret}"}'\n`,
  ),
];
