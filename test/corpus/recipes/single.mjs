// One value alone, in a name that leaves no doubt, and several findings in one file.
const alone = (file, kind, text) => ({ folder: "single", file, text, kind });

export const single = [
  alone("private.env", "api-secret", ({ secret }) => `MJ_APIKEY_PRIVATE=${secret}\n`),
  alone(
    "public.env",
    "api-key",
    ({ key }) => `export MJ_APIKEY_PUBLIC=${key}\nexport MJ_APIKEY_PRIVATE=$(cat /run/secrets/mailjet)\n`,
  ),
  alone(
    "half-referenced.js",
    "api-secret",
    ({ secret }) => `Mailjet.apiConnect(process.env.MJ_APIKEY_PUBLIC, "x");\nconst MAILJET_SECRET_KEY = "${secret}";\n`,
  ),
  alone(
    "fallback.js",
    "api-secret",
    ({ secret }) => `const apiSecret = process.env.MAILJET_API_SECRET || "${secret}";\n`,
  ),
  alone(
    "secret.yaml",
    "api-secret",
    ({ secret }) => `kind: Secret\ndata:\n  MAILJET_API_SECRET: ${Buffer.from(secret).toString("base64")}\n`,
  ),
  alone("helm.yaml", "api-secret", ({ secret }) => `mailjet:\n  apiKey: "{{ .Values.key }}"\n  secretKey: ${secret}\n`),
  alone("deployment.yaml", "api-secret", ({ secret }) => `env:\n- name: MAILJET_API_SECRET\n  value: ${secret}\n`),
  alone(
    "nested.py",
    "api-secret",
    ({ secret }) => `ANYMAIL = {"MAILJET_API_KEY": os.environ["K"], "MAILJET_SECRET_KEY": "${secret}"}\n`,
  ),
  alone("object.js", "api-key", ({ key }) => `new Mailjet({ apiKey: "${key}", apiSecret: process.env.SECRET });\n`),
  alone("token.env", "sms-token", ({ token }) => `MJ_API_TOKEN=${token}\n`),
  alone("token-2.env", "sms-token", ({ token }) => `MAILJET_SMS_TOKEN="${token}"\n`),
  alone("sms-connect.js", "sms-token", ({ token }) => `const sms = Mailjet.smsConnect("${token}", { config: {} });\n`),
  alone("sms-constructor.mjs", "sms-token", ({ token }) => `const sms = new Mailjet({ apiToken: '${token}' });\n`),
  alone(
    "bearer.sh",
    "sms-token",
    ({ token }) => `curl -X POST https://api.mailjet.com/v4/sms-send -H "Authorization: Bearer ${token}" -d @t.json\n`,
  ),
  alone(
    "bearer.py",
    "sms-token",
    ({ token }) => `url = "https://api.mailjet.com/v4/sms-send"\nheaders = {"Authorization": "Bearer ${token}"}\n`,
  ),
  alone(
    "token.php",
    "sms-token",
    ({ token }) =>
      `<?php $mj = new \\Mailjet\\Client(getenv('MJ_API_TOKEN') ?: '', null); define('MAILJET_API_TOKEN', '${token}');\n`,
  ),
  {
    folder: "single",
    file: "two-accounts.env",
    text: ({ key, secret, key2, secret2 }) =>
      `MAILJET_SHOP_API_KEY=${key}\nMAILJET_SHOP_API_SECRET=${secret}\nMAILJET_BLOG_API_KEY=${key2}\nMAILJET_BLOG_API_SECRET=${secret2}\n`,
    finds: ({ key, secret, key2, secret2 }) => [
      ["key-pair", key, secret],
      ["key-pair", key2, secret2],
    ],
  },
  {
    folder: "single",
    file: "two-accounts-by-kind.env",
    text: ({ key, secret, key2, secret2 }) =>
      `MAILJET_SHOP_API_KEY=${key}\nMAILJET_BLOG_API_KEY=${key2}\nMAILJET_SHOP_API_SECRET=${secret}\nMAILJET_BLOG_API_SECRET=${secret2}\n`,
    finds: ({ key, secret, key2, secret2 }) => [
      ["key-pair", key, secret],
      ["key-pair", key2, secret2],
    ],
  },
  {
    folder: "single",
    file: "pair-and-token.env",
    text: ({ key, secret, token }) => `MJ_APIKEY_PUBLIC=${key}\nMJ_APIKEY_PRIVATE=${secret}\nMJ_API_TOKEN=${token}\n`,
    finds: ({ key, secret, token }) => [
      ["key-pair", key, secret],
      ["sms-token", token],
    ],
  },
  {
    folder: "single",
    file: "halves-apart.yaml",
    text: ({ key, secret }) => `MJ_APIKEY_PUBLIC: ${key}\n${"a: 1\n".repeat(8)}MJ_APIKEY_PRIVATE: ${secret}\n`,
    finds: ({ key, secret }) => [
      ["api-key", key],
      ["api-secret", secret],
    ],
  },
  {
    folder: "single",
    file: "header-and-pair.sh",
    text: ({ key, secret, both }) =>
      `MJ_APIKEY_PUBLIC=${key}\nMJ_APIKEY_PRIVATE=${secret}\ncurl -H "Authorization: Basic ${both}"\n`,
    finds: ({ key, secret, both }) => [
      ["key-pair", key, secret],
      ["basic-auth", both],
    ],
  },
];
