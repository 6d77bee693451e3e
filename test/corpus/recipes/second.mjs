// Written after the finder and before it was tried on them: of these it found 23 of 25, and reported 3 of 15 wrongly, until
// it learned from them.
const found = (file, text, finds) => ({ folder: "second", file, text, ...(finds ? { finds } : { kind: "key-pair" }) });
const nothing = (file, text) => ({ folder: "second-nothing", file, text });

const pairs = [
  found(
    "t1.tsx",
    ({ key, secret }) =>
      `import Mailjet from 'node-mailjet'\n\nconst mailjet = new Mailjet({\n  apiKey: process.env.MJ_KEY || '${key}',\n  apiSecret: process.env.MJ_SECRET || '${secret}'\n})\n`,
  ),
  found(
    "t2.py",
    ({ key, secret }) =>
      `class MailService:\n    def __init__(self):\n        self.mj_key = "${key}"\n        self.mj_secret = "${secret}"\n        self.client = Client(auth=(self.mj_key, self.mj_secret))\n`,
  ),
  found(
    "t3.yml",
    ({ key, secret }) =>
      `- name: Configure postfix\n  lineinfile:\n    path: /etc/postfix/sasl_passwd\n    line: "in-v3.mailjet.com ${key}:${secret}"\n`,
  ),
  found(
    "t4.js",
    ({ key, secret }) =>
      `module.exports = {\n  env: 'prod',\n  mailjet_public: '${key}',\n  mailjet_private: '${secret}',\n  stripe: 'x',\n}\n`,
  ),
  found(
    "t5.php",
    ({ key, secret }) =>
      `<?php\n$mj = new Client($_ENV['X'] ?? '${key}', $_ENV['Y'] ?? '${secret}', true);\n// Mailjet v3.1\n`,
  ),
  found(
    "t6.js",
    ({ key, secret }) =>
      `const transporter = nodemailer.createTransport({\n  service: 'Mailjet',\n  auth: { user: '${key}', pass: '${secret}' }\n})\n`,
  ),
  found(
    "t7.ex",
    ({ key, secret }) =>
      `config :my_app, MyApp.Mailer, adapter: Bamboo.MailjetAdapter, api_key: "${key}", api_private_key: "${secret}"\n`,
  ),
  found(
    "t8.json",
    ({ key, secret }) =>
      `{"name":"Mailjet account","type":"n8n","data":{"apiKey":"${key}","secretKey":"${secret}","sandboxMode":false}}\n`,
  ),
  found(
    "t9.xml",
    ({ key, secret }) =>
      `<bean id="mailSender" class="JavaMailSenderImpl">\n  <property name="host" value="in-v3.mailjet.com"/>\n  <property name="username" value="${key}"/>\n  <property name="password" value="${secret}"/>\n</bean>\n`,
  ),
  found(
    "t10.tf",
    ({ key, secret }) =>
      `resource "aws_ssm_parameter" "mailjet_key" {\n  name  = "/prod/mailjet/key"\n  type  = "SecureString"\n  value = "${key}"\n}\n\nresource "aws_ssm_parameter" "mailjet_secret" {\n  name  = "/prod/mailjet/secret"\n  value = "${secret}"\n}\n`,
    ({ key, secret }) => [
      ["api-key", key],
      ["api-secret", secret],
    ],
  ),
  found(
    "t11.sh",
    ({ key, secret }) => `gh secret set MAILJET_API_KEY -b "${key}"\ngh secret set MAILJET_API_SECRET -b "${secret}"\n`,
  ),
  found(
    "t12.go",
    ({ key, secret }) =>
      `cfg := Config{\n  Mail: MailConfig{\n    Host: "in-v3.mailjet.com",\n    Login: "${key}",\n    Secret: "${secret}",\n  },\n}\n`,
  ),
  found(
    "t13.rb",
    ({ key, secret }) =>
      `Rails.application.config.x.mailjet = ActiveSupport::OrderedOptions.new\nRails.application.config.x.mailjet.api_key = "${key}"\nRails.application.config.x.mailjet.secret = "${secret}"\n`,
  ),
  found(
    "t14.md",
    ({ key, secret }) =>
      `1. Set the environment:\n\n       MJ_APIKEY_PUBLIC=${key}\n       MJ_APIKEY_PRIVATE=${secret}\n`,
  ),
  found(
    "t15.js",
    ({ key, secret }) =>
      `// prod: ${key} / ${secret}\nconst mailjet = Mailjet.apiConnect(process.env.K, process.env.S);\n`,
  ),
  found(
    "t16.py",
    ({ key, secret }) =>
      `API_KEY = '${key}'\nAPI_SECRET = '${secret}'\n\nmailjet = Client(auth=(API_KEY, API_SECRET), version='v3')\n`,
  ),
  found(
    "t17.cs",
    ({ key, secret }) =>
      `services.AddHttpClient<IMailjetClient, MailjetClient>(client =>\n{\n    client.UseBasicAuthentication("${key}", "${secret}");\n});\n`,
  ),
  found(
    "t18.kt",
    ({ key, secret }) =>
      `val options = ClientOptions.builder().apiKey("${key}").apiSecretKey("${secret}").build()\nval client = MailjetClient(options)\n`,
  ),
  found(
    "t19.yaml",
    ({ key, secret }) =>
      `apiVersion: external\nspec:\n  values:\n    smtp:\n      server: in-v3.mailjet.com\n      port: 587\n      from: a@example.com\n      tls: true\n      user: ${key}\n      password: ${secret}\n`,
  ),
  found(
    "t20.log",
    ({ key, secret }) =>
      `Error: Request failed {"config":{"url":"https://api.mailjet.com/v3.1/send","auth":{"username":"${key}","password":"${secret}"}}}\n`,
  ),
  found("t21.js", ({ key, secret }) => `const keys = {\n  mailjet: ['${key}', '${secret}'],\n  sms: [],\n};\n`),
  found(
    "t22.js",
    ({ key, secret }) => `const MJ = { PUB: "${key}", PRIV: "${secret}" };\nmailjet.connect(MJ.PUB, MJ.PRIV);\n`,
  ),
  found(
    "t23.txt",
    ({ key, secret }) =>
      `MAILJET\nUsername (API KEY): ${key}\nPassword (SECRET KEY): ${secret}\nSMTP server: in-v3.mailjet.com\n`,
  ),
  found(
    "t24.java",
    ({ key, secret }) =>
      `props.put("mail.smtp.host", "in-v3.mailjet.com");\nSession s = Session.getInstance(props, new Authenticator() {\n  protected PasswordAuthentication getPasswordAuthentication() {\n    return new PasswordAuthentication("${key}", "${secret}");\n  }\n});\n`,
  ),
  found(
    "t25.env",
    ({ key, secret }) =>
      `EMAIL_SERVER_HOST=in-v3.mailjet.com\nEMAIL_SERVER_PORT=587\nEMAIL_SERVER_USER=${key}\nEMAIL_SERVER_PASSWORD=${secret}\nEMAIL_FROM=a@example.com\n`,
  ),
];

const others = [
  nothing(
    "f1.js",
    ({ a, b }) =>
      `const mailjet = require('node-mailjet');\nconst GOOGLE_MAPS_KEY = "${a}";\nconst ROLLBAR_TOKEN = "${b}";\n`,
  ),
  nothing("f2.json", ({ a, b }) => `{"deps":{"node-mailjet":"6"},"files":{"index.js":"${a}","lib.js":"${b}"}}\n`),
  nothing("f3.html", ({ a, b }) => `<a href="https://x.mjt.lu/lnk/AAA/${a}/1/${b}">Mailjet</a>\n`),
  nothing(
    "f4.js",
    ({ a, b }) =>
      `it("sends by mailjet", () => {\n  expect(md5("a")).toBe("${a}");\n  expect(md5("b")).toBe("${b}");\n});\n`,
  ),
  nothing("f5.sql", ({ a, b }) => `INSERT INTO mailjet_events (hash, prev_hash) VALUES ('${a}', '${b}');\n`),
  nothing("f6.yml", ({ a, b }) => `mailjet:\n  from: x\nredis:\n  password: ${a}\nsession:\n  secret: ${b}\n`),
  nothing("f7.py", ({ a, b }) => `from mailjet_rest import Client\nUSERS = {"u1": "${a}", "u2": "${b}"}\n`),
  nothing("f8.csv", ({ a, b }) => `email_md5,provider\n${a},mailjet\n${b},mailjet\n`),
  nothing("f9.env", ({ a, b }) => `MAILJET_TEMPLATE=12\nAPP_KEY=${a}\nJWT_SECRET=${b}\n`),
  nothing("f10.txt", ({ a, b }) => `MD5 (mailjet-1.zip) = ${a}\nMD5 (mailjet-2.zip) = ${b}\n`),
  nothing("f11.rb", ({ a, b }) => `# Gemfile: mailjet\nSECRET_KEY_BASE = "${a}"\nDEVISE_PEPPER = "${b}"\n`),
  nothing("f12.js", ({ a, b }) => `Mailjet.send({ CustomID: "${a}", EventPayload: "${b}" });\n`),
  nothing("f13.svg", ({ a, b }) => `<svg id="mailjet"><use href="#${a}"/><use href="#${b}"/></svg>\n`),
  nothing("f14.go", ({ a, b }) => `// mailjet mock server\nvar requestIDs = []string{"${a}", "${b}"}\n`),
  nothing("f15.json", ({ a, b }) => `{"provider":"mailjet","eventId":"${a}","customId":"${b}"}\n`),
];

export const second = [...pairs, ...others];
