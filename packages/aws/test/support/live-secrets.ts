import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
} from "@aws-sdk/client-secrets-manager";

/** Secrets of a live store, as an administrator handles them. Keys are found where the SDK looks for them. */
export interface LiveSecrets {
  readonly client: SecretsManagerClient;
  /** Makes the text the current version of the secret, and creates that if need be. */
  store(name: string, text: string): Promise<void>;
  /** Removes the secret at once; nothing happens if there is none. */
  remove(name: string): Promise<void>;
  close(): void;
}

/** Opens {@link LiveSecrets}. */
export function liveSecrets(config: SecretsManagerClientConfig): LiveSecrets {
  const client = new SecretsManagerClient(config);
  const ifMissing = (otherwise: () => Promise<unknown>) => (error: unknown) => {
    if (error instanceof ResourceNotFoundException) return otherwise();
    throw error;
  };
  return {
    client,
    async store(name, text) {
      await client
        .send(new PutSecretValueCommand({ SecretId: name, SecretString: text }))
        .catch(ifMissing(() => client.send(new CreateSecretCommand({ Name: name, SecretString: text }))));
    },
    async remove(name) {
      await client
        .send(new DeleteSecretCommand({ SecretId: name, ForceDeleteWithoutRecovery: true }))
        .catch(ifMissing(async () => {}));
    },
    close: () => client.destroy(),
  };
}
