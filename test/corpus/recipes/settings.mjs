// Pairs in settings: each format with the names that are in use.

const NAMES = [
  ["MJ_APIKEY_PUBLIC", "MJ_APIKEY_PRIVATE"],
  ["MAILJET_API_KEY", "MAILJET_API_SECRET"],
  ["MAILJET_API_KEY", "MAILJET_SECRET_KEY"],
  ["MAILJET_PUBLIC_KEY", "MAILJET_PRIVATE_KEY"],
  ["MJ_API_KEY", "MJ_API_SECRET"],
  ["MAILJET_USER", "MAILJET_PASSWORD"],
  ["MAILJET_KEY", "MAILJET_SECRET"],
  ["SHOP_MJ_APIKEY_PUBLIC", "SHOP_MJ_APIKEY_PRIVATE"],
  ["NEXT_PUBLIC_MAILJET_KEY", "NEXT_PUBLIC_MAILJET_SECRET"],
  ["MAILJET_MARKETING_API_KEY", "MAILJET_MARKETING_API_SECRET"],
  ["MAILJET_SMTP_USERNAME", "MAILJET_SMTP_PASSWORD"],
];

const base64 = (text) => Buffer.from(text).toString("base64");

/** Name of the file, its text, and how many of the names it is made with. */
const FORMATS = [
  ["plain.env", (k, s, key, secret) => `NODE_ENV=production\n${k}=${key}\n${s}=${secret}\nPORT=3000\n`, 11],
  ["quoted.env", (k, s, key, secret) => `# mail\n${k}="${key}"\n${s}='${secret}'\n`],
  ["crlf.env", (k, s, key, secret) => `A=1\r\n${k}=${key}\r\n${s}=${secret}\r\n`],
  ["spaced.env", (k, s, key, secret) => `${k} = ${key}\n\n${s} = ${secret}\n`],
  ["turned.env", (k, s, key, secret) => `${s}=${secret}\nLOG=debug\n${k}=${key}\n`],
  ["commented-out.env", (k, s, key, secret) => `# ${k}=${key}\n# ${s}=${secret}\nX=1\n`],
  ["profile.sh", (k, s, key, secret) => `#!/bin/sh\nexport ${k}=${key}\nexport ${s}="${secret}"\n`],
  ["config.fish", (k, s, key, secret) => `set -gx ${k} ${key}\nset -gx ${s} ${secret}\n`],
  ["start.ps1", (k, s, key, secret) => `$env:${k} = "${key}"\n$env:${s} = "${secret}"\n./server.exe\n`],
  ["start.cmd", (k, s, key, secret) => `@echo off\r\nset ${k}=${key}\r\nset ${s}=${secret}\r\n`],
  ["Dockerfile", (k, s, key, secret) => `FROM node:22\nENV ${k} ${key}\nENV ${s} ${secret}\nCMD ["node", "a.js"]\n`],
  ["Dockerfile.arg", (k, s, key, secret) => `FROM alpine\nARG ${k}=${key}\nARG ${s}=${secret}\n`],
  ["run.sh", (k, s, key, secret) => `docker run -e ${k}=${key} -e ${s}=${secret} shop:latest\n`],
  ["heroku.txt", (k, s, key, secret) => `$ heroku config:set ${k}=${key} ${s}=${secret} --app shop\n`],
  [
    "compose-map.yml",
    (k, s, key, secret) => `services:\n  web:\n    environment:\n      ${k}: ${key}\n      ${s}: ${secret}\n`,
  ],
  [
    "compose-list.yml",
    (k, s, key, secret) => `services:\n  web:\n    environment:\n      - ${k}=${key}\n      - ${s}=${secret}\n`,
  ],
  ["workflow.yml", (k, s, key, secret) => `on: push\nenv:\n  ${k}: "${key}"\n  ${s}: "${secret}"\njobs: {}\n`],
  ["gitlab-ci.yml", (k, s, key, secret) => `variables:\n  ${k}: '${key}'\n  ${s}: '${secret}'\n`],
  [
    "deployment.yaml",
    (k, s, key, secret) =>
      `kind: Deployment\nspec:\n  containers:\n    - name: web\n      env:\n        - name: ${k}\n          value: ${key}\n        - name: ${s}\n          value: "${secret}"\n`,
  ],
  [
    "secret.yaml",
    (k, s, key, secret) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  ${k}: ${base64(key)}\n  ${s}: ${base64(secret)}\n`,
    6,
  ],
  [
    "secret-echo.yaml",
    (k, s, key, secret) => `kind: Secret\ndata:\n  ${k}: ${base64(`${key}\n`)}\n  ${s}: ${base64(`${secret}\n`)}\n`,
  ],
  ["secret-string.yaml", (k, s, key, secret) => `kind: Secret\nstringData:\n  ${k}: ${key}\n  ${s}: ${secret}\n`],
  [
    "kubectl.sh",
    (k, s, key, secret) => `kubectl create secret generic m --from-literal=${k}=${key} --from-literal=${s}=${secret}\n`,
  ],
  [
    "app.service",
    (k, s, key, secret) => `[Service]\nEnvironment=${k}=${key}\nEnvironment=${s}=${secret}\nExecStart=/bin/app\n`,
  ],
  ["terraform.tfvars", (k, s, key, secret) => `${k.toLowerCase()} = "${key}"\n${s.toLowerCase()} = "${secret}"\n`],
  [
    "main.tf",
    (k, s, key, secret) =>
      `resource "aws_lambda_function" "f" {\n  environment {\n    variables = {\n      ${k} = "${key}"\n      ${s} = "${secret}"\n    }\n  }\n}\n`,
  ],
  ["settings.json", (k, s, key, secret) => `{\n  "${k}": "${key}",\n  "${s}": "${secret}"\n}\n`],
  ["one-line.json", (k, s, key, secret) => `{"port":80,"${k}":"${key}","${s}":"${secret}","debug":false}`],
  [
    "postman-environment.json",
    (k, s, key, secret) =>
      `{"values":[{"key":"${k}","value":"${key}","enabled":true},{"key":"${s}","value":"${secret}","enabled":true}]}\n`,
  ],
  [
    "launch.json",
    (k, s, key, secret) => `{ "configurations": [{ "env": { "${k}": "${key}", "${s}": "${secret}" } }] }\n`,
  ],
  ["app.properties", (k, s, key, secret) => `${dotted(k)}=${key}\n${dotted(s)}=${secret}\n`],
  ["netlify.toml", (k, s, key, secret) => `[build.environment]\n${k} = "${key}"\n${s} = "${secret}"\n`],
  [
    "serverless.yml",
    (k, s, key, secret) => `provider:\n  name: aws\n  environment:\n    ${k}: ${key}\n    ${s}: ${secret}\n`,
  ],
  ["vars.yml", (k, s, key, secret) => `---\n${k.toLowerCase()}: ${key}\n${s.toLowerCase()}: ${secret}\n`],
  ["Makefile", (k, s, key, secret) => `${k} := ${key}\n${s} := ${secret}\nexport\nrun:\n\tnode app.js\n`],
  [
    "web.config",
    (k, s, key, secret) =>
      `<appSettings>\n  <add key="${k}" value="${key}" />\n  <add key="${s}" value="${secret}" />\n</appSettings>\n`,
  ],
  [
    "app.plist",
    (k, s, key, secret) =>
      `<dict>\n<key>${k}</key>\n<string>${key}</string>\n<key>${s}</key>\n<string>${secret}</string>\n</dict>\n`,
  ],
  [
    "strings.xml",
    (k, s, key, secret) =>
      `<resources>\n<string name="${k.toLowerCase()}">${key}</string>\n<string name="${s.toLowerCase()}">${secret}</string>\n</resources>\n`,
  ],
  ["change.patch", (k, s, key, secret) => `@@ -1,2 +1,2 @@\n-${k}=\n+${k}=${key}\n+${s}=${secret}\n`],
  [
    "fallback.js",
    (k, s, key, secret) =>
      `const key = process.env.${k} || "${key}";\nconst secret = process.env.${s} ?? "${secret}";\n`,
  ],
  [
    "fallback.sh",
    (k, s, key, secret) =>
      `: "\${${k}:=${key}}"\ncurl --user "$${k}:\${${s}:-${secret}}" https://api.mailjet.com/v3/REST/sender\n`,
  ],
  [
    "fallback.py",
    (k, s, key, secret) => `import os\na = os.getenv("${k}", "${key}")\nb = os.environ.get('${s}', '${secret}')\n`,
  ],
  [
    "setenv.go",
    (k, s, key, secret) => `func init() {\n\tos.Setenv("${k}", "${key}")\n\tos.Setenv("${s}", "${secret}")\n}\n`,
  ],
  ["putenv.php", (k, s, key, secret) => `<?php\nputenv('${k}=${key}');\nputenv('${s}=${secret}');\n`],
  ["define.php", (k, s, key, secret) => `<?php\ndefine('${k}', '${key}');\ndefine( "${s}", "${secret}" );\n`],
  ["fetch.rb", (k, s, key, secret) => `key = ENV.fetch("${k}", "${key}")\nsecret = ENV['${s}'] || '${secret}'\n`],
];

const dotted = (name) => name.toLowerCase().replaceAll("_", ".");

export const settings = FORMATS.flatMap(([file, text, count = 4], format) =>
  Array.from({ length: count }, (_, at) => {
    const [k, s] = NAMES[(at * 3 + format) % NAMES.length];
    return {
      folder: "settings",
      file: `${at + 1}-${file}`,
      text: ({ key, secret }) => text(k, s, key, secret),
      kind: "key-pair",
    };
  }),
);
