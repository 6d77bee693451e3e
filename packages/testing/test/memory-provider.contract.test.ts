import { describe, it } from "vitest";
import { providerContract } from "../src/index.ts";
import { memoryHarness } from "./support/memory-harness.ts";

providerContract({ describe, it }, memoryHarness);
