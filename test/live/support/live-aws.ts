import { needed } from "./needed.ts";

/** AWS Secrets Manager, or moto, of this run; keys are found where the AWS SDK looks for them. */
export interface LiveAws {
  readonly region: string;
  /** Address of moto, or of a private endpoint. `undefined`: AWS itself. */
  readonly endpoint: string | undefined;
  /** What the names of secrets begin with that tests may create, write, read and delete. */
  readonly prefix: string;
}

/** Reads the `LIVE_AWS_*` variables. Throws `Error` if there is no region. */
export function liveAws(): LiveAws {
  return {
    region: needed("LIVE_AWS_REGION"),
    endpoint: process.env["LIVE_AWS_ENDPOINT"],
    prefix: process.env["LIVE_AWS_PREFIX"] ?? "mailjet-secrets-live/",
  };
}
