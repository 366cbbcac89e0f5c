import { processContract } from "../src/process-contract.js";
import { processTargets } from "../targets/processes.js";

processContract(processTargets);
