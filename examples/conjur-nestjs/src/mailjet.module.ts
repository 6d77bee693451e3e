import {
  type DynamicModule,
  type FactoryProvider,
  Inject,
  Module,
  type ModuleMetadata,
  type OnApplicationShutdown,
} from "@nestjs/common";
import { createMailjet, type MailjetClientFactory, type MailjetSecretsConfig } from "mailjet-secrets";

/** Token of the `MailjetClientFactory`. */
export const MAILJET: unique symbol = Symbol("MAILJET");

/** Injects the `MailjetClientFactory`. */
export const InjectMailjet = (): ParameterDecorator & PropertyDecorator => Inject(MAILJET);

/** How {@link MailjetModule.forRootAsync} comes to its options. */
export interface MailjetModuleAsyncOptions
  extends Pick<ModuleMetadata, "imports">,
    Pick<FactoryProvider<MailjetSecretsConfig>, "inject" | "useFactory"> {}

/** Gives all modules one `MailjetClientFactory`, and closes it when the last request has its answer. */
@Module({})
export class MailjetModule implements OnApplicationShutdown {
  readonly #mailjet: MailjetClientFactory;

  constructor(@InjectMailjet() mailjet: MailjetClientFactory) {
    this.#mailjet = mailjet;
  }

  /** With the options of `createMailjet`. */
  static forRoot(options: MailjetSecretsConfig = {}): DynamicModule {
    return MailjetModule.forRootAsync({ useFactory: () => options });
  }

  /** With options that a function gives, for example from a module of settings. */
  static forRootAsync({ imports = [], inject = [], useFactory }: MailjetModuleAsyncOptions): DynamicModule {
    const mailjet: FactoryProvider<MailjetClientFactory> = {
      provide: MAILJET,
      inject,
      useFactory: async (...injected) => createMailjet(await useFactory(...injected)),
    };
    return { module: MailjetModule, global: true, imports, providers: [mailjet], exports: [MAILJET] };
  }

  onApplicationShutdown(): Promise<void> {
    return this.#mailjet.close();
  }
}
