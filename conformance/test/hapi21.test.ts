import { drainContract } from "../src/drain-contract.js";
import { hapiDivergences } from "../targets/hapi.js";
import { hapi21 } from "../targets/hapi21.js";

drainContract("hapi 21", hapi21, hapiDivergences);
