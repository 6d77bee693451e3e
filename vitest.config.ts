import { defineConfig } from "vitest/config";

// Workspace packages resolve to their sources, so that no test runs a stale build.
const conditions = ["@mailjet-secrets/source"];

export default defineConfig({
  resolve: { conditions: [...conditions, "module", "node", "development|production"] },
  // Not "module": Node.js does not know it, and the AWS SDK has files under it that only a bundler can load.
  ssr: { resolve: { conditions: [...conditions, "node", "development|production"] } },
  test: {
    // Those need servers: `npm run test:live`.
    exclude: ["test/live/**"],
    include: ["packages/*/test/**/*.test.ts", "examples/*/test/**/*.test.ts", "test/**/*.test.ts"],
    reporters: ["default", "./test/support/summary-reporter.ts"],
    // A test that skips itself, or a file without tests, is a mistake here.
    passWithNoTests: false,
    testTimeout: 20_000,
    // Most tests wait for processes and sockets; by default one core of two would be left idle.
    maxWorkers: 2,
  },
});
