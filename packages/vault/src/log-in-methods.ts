import { printablePath } from "@mailjet-secrets/core";
import { appRole } from "./app-role.ts";
import { awsIam } from "./aws-iam.ts";
import { type CredentialContext, checkedCredential, readCredential } from "./credential-source.ts";
import type { LogIn } from "./log-in.ts";
import { callOption, requireText } from "./log-in-options.ts";
import { cleanPath, encodePath } from "./secret-path.ts";
import { tokenLogIn } from "./token-log-in.ts";
import type { CertAuth, JwtAuth, KubernetesAuth, UserpassAuth, VaultAuth } from "./vault-auth.ts";

const SERVICE_ACCOUNT_TOKEN = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** Makes the way to log in. Absence of `auth`: the environment's token. Throws `INVALID_CONFIG`. */
export function logInMethod(auth: VaultAuth | undefined): LogIn {
  switch (auth?.method) {
    case undefined:
      return tokenLogIn({ method: "token" }, true);
    case "token":
      return tokenLogIn(auth, false);
    case "appRole":
      return appRole(auth);
    case "kubernetes":
      return kubernetes(auth);
    case "jwt":
      return jwt(auth);
    case "userpass":
      return userpass(auth);
    case "cert":
      return certificate(auth);
    case "awsIam":
      return awsIam(auth);
    case "none":
      return none();
  }
}

function none(): LogIn {
  return {
    title: "no login",
    hint: "Let the Agent or Proxy add its token (use_auto_auth_token), or choose another auth.method.",
    alwaysDiffers: false,
    prepare: async () => ({ kind: "token", token: undefined }),
  };
}

function kubernetes({ role, jwtFile, mount }: KubernetesAuth): LogIn {
  const at = cleanPath(mount ?? "kubernetes", "auth.mount");
  const place = { jwtFile: jwtFile ?? SERVICE_ACCOUNT_TOKEN };
  return {
    title: `the Kubernetes login at auth/${printablePath(at)}`,
    hint: "Check auth.role and auth.mount, and that the role is bound to this pod's service account, namespace and audience.",
    alwaysDiffers: false,
    async prepare(context) {
      requireText(role, "auth.role");
      const token = await readCredential(place, { name: "jwt" }, context);
      return { kind: "request", path: loginPath(at), body: { role, jwt: token } };
    },
  };
}

function jwt(auth: JwtAuth): LogIn {
  const at = cleanPath(auth.mount ?? "jwt", "auth.mount");
  return {
    title: `the JWT login at auth/${printablePath(at)}`,
    hint: "Check auth.role and auth.mount, and issuer, audience and age of the JWT.",
    alwaysDiffers: auth.getJwt !== undefined,
    async prepare(context) {
      const token = await readJwt(auth, context);
      requireText(token, "auth.jwt, auth.jwtFile, auth.jwtVariable or auth.getJwt");
      const role = auth.role === undefined ? {} : { role: auth.role };
      return { kind: "request", path: loginPath(at), body: { ...role, jwt: token } };
    },
  };
}

async function readJwt(auth: JwtAuth, context: CredentialContext): Promise<string | undefined> {
  if (auth.getJwt === undefined) return readCredential(auth, { name: "jwt" }, context);
  return checkedCredential(await callOption("getJwt", auth.getJwt, context.signal), "What auth.getJwt gave");
}

function userpass(auth: UserpassAuth): LogIn {
  const at = cleanPath(auth.mount ?? "userpass", "auth.mount");
  return {
    title: `the login of a user at auth/${printablePath(at)}`,
    hint: "Check auth.username, the password and auth.mount. Vault locks a user out for a while after some failures.",
    alwaysDiffers: false,
    async prepare(context) {
      requireText(auth.username, "auth.username");
      const password = await readCredential(auth, { name: "password", free: true }, context);
      requireText(password, "auth.password, auth.passwordFile or auth.passwordVariable");
      const username = encodePath(cleanPath(auth.username, "auth.username"));
      return { kind: "request", path: `${loginPath(at)}/${username}`, body: { password } };
    },
  };
}

function certificate({ name, mount }: CertAuth): LogIn {
  const at = cleanPath(mount ?? "cert", "auth.mount");
  return {
    title: `the login by client certificate at auth/${printablePath(at)}`,
    hint: "Check that a role takes this client certificate, and that no proxy on the way ends TLS.",
    alwaysDiffers: false,
    async prepare({ hasClientCertificate }) {
      if (!hasClientCertificate) requireText("", "tls.clientCertificateFile and tls.clientKeyFile");
      return { kind: "request", path: loginPath(at), body: name === undefined ? {} : { name } };
    },
  };
}

function loginPath(mount: string): string {
  return `auth/${encodePath(mount)}/login`;
}
