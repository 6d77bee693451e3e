// Not `import()`: for that, Node.js looks through all files of the SDK for the names that they export, before it runs
// them, which takes half as long again. The names of the packages are literal, so that bundlers follow them.
exports.loadClient = () => require("@aws-sdk/client-secrets-manager");
exports.loadCredentialProviders = () => require("@aws-sdk/credential-providers");
