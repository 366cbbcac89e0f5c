import { beforeAll } from "vitest";
import { runtimeContract } from "../../conformance/src/runtime-contract.js";
import { deno } from "../../conformance/src/runtimes.js";
import { INSTALL_MS } from "../programs/install-once.js";
import { installRuntimes } from "./install-runtimes.js";
import { targets } from "./runtime-targets.js";

beforeAll(installRuntimes, INSTALL_MS);

runtimeContract(deno, targets);
