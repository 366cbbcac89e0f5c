import { runtimeContract } from "../../conformance/src/runtime-contract.js";
import { node } from "../../conformance/src/runtimes.js";
import { targets } from "./runtime-targets.js";

// What is expected of the others is what Node does: a promise that it breaks is a mistake of the test.
runtimeContract(node, targets);
