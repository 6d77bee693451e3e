import type { Clock } from "@mailjet-secrets/core";
import { accessKeys, type EmulatedAccessKey } from "./access-keys.ts";
import { AwsRefusal } from "./answer.ts";
import { type EmulatedRole, roleAssumer } from "./assume-role.ts";
import { type EmulatedAgent, localAgent } from "./local-agent.ts";
import type { World } from "./router.ts";
import { secretStore } from "./secret-store.ts";

/** Of what an account consists at its beginning. */
export interface AccountParts {
  readonly region: string;
  /** Number of the account. */
  readonly number: string;
  readonly keys: readonly EmulatedAccessKey[];
  readonly roles: readonly EmulatedRole[];
  readonly agent: EmulatedAgent;
  /** Operations that are denied; the empty text denies all. */
  readonly denials: ReadonlySet<string>;
  readonly clock: Clock;
}

/** Creates an account without secrets. */
export function awsAccount({ region, number, keys, roles, agent, denials, clock }: AccountParts): World {
  const store = secretStore(region, number, clock);
  const known = accessKeys(keys, clock);
  const authorize = authorizer(denials);
  return {
    region,
    keys: known,
    store,
    authorize,
    agent: localAgent(agent, store, (secretId) => authorize("GetSecretValue", secretId), clock),
    assumeRole: roleAssumer(roles, known, clock),
  };
}

function authorizer(denials: ReadonlySet<string>): World["authorize"] {
  return (operation, secretId) => {
    if (!denials.has(operation) && !denials.has("")) return;
    const action = `secretsmanager:${operation}`;
    throw new AwsRefusal(
      "AccessDeniedException",
      `User: arn:aws:iam::111111111111:user/emulator is not authorized to perform: ${action} on resource: ${secretId} because no identity-based policy allows the ${action} action`,
    );
  };
}
