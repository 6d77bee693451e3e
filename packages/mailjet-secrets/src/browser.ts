throw new Error(
  "mailjet-secrets runs on Node.js only. In a browser bundle it would hand your Mailjet keys to every visitor: call it on the server.",
);

export {};
