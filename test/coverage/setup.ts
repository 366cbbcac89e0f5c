import { expect } from "vitest";
import { FORKS } from "./forks.mjs";

// Node hands this variable on to every process that it forks, also where a test gives an environment of its own. In
// this process it is too late to change anything. Only tests of core: others look at how long a process takes.
if (expect.getState().testPath?.includes("/packages/core/")) process.env.NODE_V8_COVERAGE = FORKS;
