import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from "@aws-sdk/client-secrets-manager";

const ONE = "11111111-2222-4333-8444-555555555551";
const TWO = "11111111-2222-4333-8444-555555555552";
const THREE = "11111111-2222-4333-8444-555555555553";
const STRANGER = "99999999-8888-4777-8666-555555555555";

/**
 * What the service does, step by step: names of errors, and of outputs what a caller acts upon. Left out is where moto
 * differs from what AWS documents: it lets AWSCURRENT be taken away, and a secret that is to be deleted be written;
 * a read without a stage does not follow a label that was moved.
 */
export async function serviceBehaviour(client: SecretsManagerClient, name: string): Promise<Record<string, unknown>> {
  const steps: Record<string, unknown> = {};
  const step = async <T>(title: string, work: Promise<T>, pick: (output: T) => unknown): Promise<void> => {
    steps[title] = await work.then(pick, (error: Error) => error.name);
  };
  const id = { SecretId: name };
  const get = (more: object = { VersionStage: "AWSCURRENT" }) =>
    client.send(new GetSecretValueCommand({ ...id, ...more }));
  const put = (token: string, text: string, stages?: string[]) =>
    client.send(
      new PutSecretValueCommand({ ...id, ClientRequestToken: token, SecretString: text, VersionStages: stages }),
    );
  const move = (from: string | undefined, to: string | undefined, label = "AWSCURRENT") =>
    client.send(
      new UpdateSecretVersionStageCommand({
        ...id,
        VersionStage: label,
        RemoveFromVersionId: from,
        MoveToVersionId: to,
      }),
    );
  const value = (output: { SecretString?: string | undefined; VersionId?: string | undefined }) => [
    output.SecretString,
    output.VersionId,
  ];
  const stages = () => client.send(new DescribeSecretCommand(id)).then((output) => sorted(output.VersionIdsToStages));
  const done = () => "done";

  await step("read what does not exist", get(), value);
  await step("put to what does not exist", put(ONE, "one"), done);
  const first = new CreateSecretCommand({ Name: name, SecretString: "one", ClientRequestToken: ONE });
  await step("create", client.send(first), ({ VersionId }) => VersionId);
  await step(
    "create again",
    client.send(new CreateSecretCommand({ Name: name, SecretString: "other", ClientRequestToken: TWO })),
    done,
  );
  await step("read", get(), value);
  const { ARN: arn = "" } = await get();
  await step("read by ARN", client.send(new GetSecretValueCommand({ SecretId: arn })), value);
  await step("read by partial ARN", client.send(new GetSecretValueCommand({ SecretId: arn.slice(0, -7) })), value);
  await step("put", put(TWO, "two"), ({ VersionStages }) => VersionStages);
  await step("stages after it", stages(), (found) => found);
  await step("put the same again", put(TWO, "two"), done);
  await step("put another value under the same token", put(TWO, "other"), done);
  await step("put pending", put(THREE, "three", ["AWSPENDING"]), ({ VersionStages }) => VersionStages);
  await step("read pending", get({ VersionStage: "AWSPENDING" }), value);
  await step("read previous", get({ VersionStage: "AWSPREVIOUS" }), value);
  await step("read by version id", get({ VersionId: ONE }), value);
  await step("read a version that is not", get({ VersionId: STRANGER }), value);
  await step("read a stage that is not", get({ VersionStage: "NOBODY" }), value);
  await step("read a version in a stage of another", get({ VersionId: ONE, VersionStage: "AWSCURRENT" }), value);
  await step("move from one that is not the holder", move(ONE, THREE), done);
  await step("move from a version that is not", move(STRANGER, THREE), done);
  await step("move without naming the holder", move(undefined, THREE), done);
  await step("move", move(TWO, THREE), done);
  await step("stages after the move", stages(), (found) => found);
  await step("take the pending label away", move(THREE, undefined, "AWSPENDING"), done);
  await step("stages in the end", stages(), (found) => found);
  await step("schedule deletion", client.send(new DeleteSecretCommand({ ...id, RecoveryWindowInDays: 7 })), done);
  await step("read what is to be deleted", get(), value);
  await step("restore", client.send(new RestoreSecretCommand(id)), done);
  await step("read after it", get(), value);
  return steps;
}

function sorted(stages: Readonly<Record<string, string[]>> = {}): Record<string, string[]> {
  // moto lists versions without a label too, which AWS does not.
  const labelled = Object.entries(stages).filter(([, labels]) => labels.length > 0);
  const entries = labelled.map(([version, labels]) => [version, [...labels].sort()] as const);
  return Object.fromEntries(entries.sort(([one], [other]) => one.localeCompare(other)));
}
