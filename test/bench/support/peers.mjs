// The peers, each as its documentation shows it, as functions that give one secret.
import { getSecret } from "@aws-lambda-powertools/parameters/secrets";
import middy from "@middy/core";
import secretsManager from "@middy/secrets-manager";

/** `getSecret` of Powertools, whose cache keeps a value for `maxAgeMs`. */
export function powertools(id, maxAgeMs) {
  return () => getSecret(id, { maxAge: maxAgeMs / 1_000, transform: "json" });
}

/** One call of a handler behind middy's middleware, whose cache keeps a value for `maxAgeMs`. */
export function middyHandler(id, maxAgeMs) {
  const handler = middy()
    .use(
      secretsManager({ fetchData: { pair: id }, cacheKey: `bench-${id}`, cacheExpiry: maxAgeMs, setToContext: true }),
    )
    .handler((_event, context) => context.pair);
  return () => handler({}, { getRemainingTimeInMillis: () => 30_000 });
}
