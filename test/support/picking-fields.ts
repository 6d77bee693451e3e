import { type SecretSnapshot, SecretsError, type SecretsProvider } from "@mailjet-secrets/core";

/** Reads a record in one text, and picks the fields out as core does it: only so are key and secret read as one. */
export function pickingFields(provider: SecretsProvider): SecretsProvider {
  return {
    ...provider,
    async read({ id, fields = [] }, options): Promise<SecretSnapshot> {
      const { values } = await provider.read({ id }, options);
      const missing = fields.filter((field) => !Object.hasOwn(values, field));
      if (missing.length === 0)
        return { values: Object.fromEntries(fields.map((field) => [field, values[field] ?? ""])) };
      throw new SecretsError("NOT_FOUND", `Not in ${id}: ${missing.join(", ")}.`, { provider: provider.name });
    },
    write: async ({ id }, values, options) => (await provider.write?.({ id }, values, options)) ?? {},
  };
}
