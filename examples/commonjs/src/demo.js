// npm start: the script against an emulated Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real one.
const { pathToFileURL } = require("node:url");
const { runExample } = require("@mailjet-secrets/example-support");

runExample({
  title: "A CommonJS script: mailjet-secrets by require()",
  script: pathToFileURL(require.resolve("./main.js")),
  live: "MJ_APIKEY_PUBLIC=… MJ_APIKEY_PRIVATE=… MAIL_FROM=…",
});
