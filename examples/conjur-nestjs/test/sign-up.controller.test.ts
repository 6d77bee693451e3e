import { STATUS_CODES } from "node:http";
import { Test } from "@nestjs/testing";
import { signUpAppContract } from "../../support/test/sign-up-app-contract.ts";
import { AppModule } from "../src/app.module.ts";
import { SETTINGS } from "../src/settings.module.ts";

signUpAppContract({
  async listen(settings) {
    const building = Test.createTestingModule({ imports: [AppModule] });
    const module = await building.overrideProvider(SETTINGS).useValue(settings).compile();
    const app = module.createNestApplication({ logger: false });
    await app.listen(0, "127.0.0.1");
    return { url: await app.getUrl(), close: () => app.close() };
  },
  failure: (statusCode) => ({ statusCode, error: STATUS_CODES[statusCode], message: "The mail could not be sent." }),
  refusedBodies: ['{"email": ["ann@example.org"]}'],
});
