// What a bundler for browsers gets in place of the library: it fails where it is loaded, before a key gets there.
throw new Error(
  "@mailjet-secrets/core runs on Node.js only. In a browser every visitor could read the Mailjet keys: send from a server.",
);
