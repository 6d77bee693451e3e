import type { MailjetEmulator } from "@mailjet-secrets/testing";

/** Whether the example shall use the real store and the real Mailjet: `MAILJET_SECRETS_LIVE=1`. */
export function isLive(): boolean {
  return process.env["MAILJET_SECRETS_LIVE"] === "1";
}

/** The environment of an application that uses the real ones: everything around it. Mailjet delivers nothing unless `MAIL_SANDBOX=0`. */
export function liveEnvironment(): NodeJS.ProcessEnv {
  // Nobody rotates anything here: a wrong pair shall be told at once.
  return { MAILJET_SECRETS_ROTATION_GRACE_MS: "0", MAIL_SANDBOX: "1", ...process.env };
}

/**
 * The environment of an application that uses an emulated Mailjet, without what its store needs. Of the surroundings only
 * `PATH` and `DEBUG`: no key, configuration or proxy of yours has a part in it.
 */
export async function emulatedEnvironment(mailjet: MailjetEmulator): Promise<NodeJS.ProcessEnv> {
  const { PATH, DEBUG } = process.env;
  return {
    PATH,
    ...(DEBUG === undefined ? {} : { DEBUG }),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true", // what it says about Node.js 20 is not to be shown here
    ...(await mailjetEnvironment(mailjet)),
  };
}

/** What the environment of an application says of an emulated Mailjet. */
export async function mailjetEnvironment(mailjet: MailjetEmulator): Promise<Record<string, string>> {
  return {
    MAILJET_SECRETS_HOST: mailjet.host,
    NODE_EXTRA_CA_CERTS: await mailjet.certificateFile(), // read by Node.js at its start only, hence a process of its own
  };
}
