import { beforeAll } from "vitest";
import { installNest } from "../../test/nest/install-nest.js";
import { INSTALL_MS } from "../../test/programs/install-once.js";
import { processContract } from "../src/process-contract.js";
import { processTargets } from "../targets/processes.js";

beforeAll(installNest, INSTALL_MS);

processContract(processTargets);
