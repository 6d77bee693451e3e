// npm start: the function against an emulated Secrets Manager and Mailjet, or with MAILJET_SECRETS_LIVE=1 against the real ones.
import { isLive, runExample, startRotationServer } from "@mailjet-secrets/example-support";
import { type AwsEmulator, startAwsEmulator } from "@mailjet-secrets/testing";

const EXTENSION_CACHE_MS = 1_000; // SECRETS_MANAGER_TTL=1

const LIVE = {
  sdk: `MAILJET_SECRETS_CONFIG='${configuration("sdk")}' AWS_REGION=… MAIL_FROM=…`,
  // The extension runs in Lambda only. The agent is its like for other machines.
  extension: `MAILJET_SECRETS_CONFIG='${configuration("agent")}' AWS_TOKEN=file:///var/run/awssmatoken MAIL_FROM=…`,
};

const title = "A Lambda function with its Mailjet keys in Secrets Manager";
if (isLive()) {
  await show("sdk", title); // whatever the configuration in the environment says
} else {
  await show("sdk", `${title}, read by the AWS SDK`);
  if (process.exitCode === 0) await show("extension", "The same, read by the Lambda extension");
}

async function show(via: "sdk" | "extension", title: string): Promise<void> {
  await runExample({
    title,
    script: new URL("./show.js", import.meta.url),
    live: LIVE[via],
    async emulate(pair, mailjet) {
      const aws = await startAwsEmulator({ secrets: { "prod/mailjet": { ...pair } } });
      aws.agent.cacheMs = EXTENSION_CACHE_MS;
      const rotation = await startRotationServer(pair, (newPair) => {
        mailjet.resetSecret(newPair.apiKey, newPair.apiSecret);
        aws.putSecret("prod/mailjet", { ...newPair });
      });
      return {
        environment: {
          MAILJET_SECRETS_CONFIG: configuration(via),
          ROTATE_URL: rotation.url,
          ...(via === "sdk" ? sdkEnvironment(aws) : extensionEnvironment(aws)),
        },
        async close() {
          rotation.close();
          await aws.close();
        },
      };
    },
  });
}

function configuration(via: "sdk" | "extension" | "agent"): string {
  return JSON.stringify({ provider: "aws", secret: "prod/mailjet", aws: { via } });
}

function sdkEnvironment(aws: AwsEmulator): Record<string, string> {
  return {
    AWS_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKey.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.accessKey.secretAccessKey,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: aws.url,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}

function extensionEnvironment(aws: AwsEmulator): Record<string, string> {
  return { AWS_SESSION_TOKEN: aws.agent.token, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT: String(aws.port) };
}
