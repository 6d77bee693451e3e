// Adapters are installed by those who use them; compiling this package must not depend on that.
declare module "@mailjet-secrets/aws";
declare module "@mailjet-secrets/vault";
declare module "@mailjet-secrets/conjur";
