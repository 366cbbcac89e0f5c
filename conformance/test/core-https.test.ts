import { drainContractOver } from "../src/drain-contract.js";
import { https } from "../targets/https.js";

drainContractOver("HTTPS", "node:https", https);
