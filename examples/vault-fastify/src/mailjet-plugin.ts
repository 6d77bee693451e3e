import type { FastifyPluginAsync } from "fastify";
import fastifyPlugin from "fastify-plugin";
import { createMailjet, type MailjetClientFactory, type MailjetSecretsConfig } from "mailjet-secrets";

declare module "fastify" {
  interface FastifyInstance {
    /** Sends like a node-mailjet client, with the key pair of the moment. */
    readonly mailjet: MailjetClientFactory;
  }
}

/** The options of `createMailjet`, or a factory of your own, which stays yours to close. */
export type MailjetPluginOptions = MailjetSecretsConfig | { readonly factory: MailjetClientFactory };

/** Decorates Fastify with `fastify.mailjet`, and closes what it created when Fastify closes. */
export const mailjetPlugin: FastifyPluginAsync<MailjetPluginOptions> = fastifyPlugin(
  async (fastify, options: MailjetPluginOptions) => {
    if ("factory" in options) {
      fastify.decorate("mailjet", options.factory);
      return;
    }
    const mailjet = createMailjet(options);
    fastify.decorate("mailjet", mailjet);
    fastify.addHook("onClose", () => mailjet.close()); // runs when the last request has its answer
  },
  { name: "mailjet", fastify: "5.x" },
);
