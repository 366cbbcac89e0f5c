import { drainContract } from "../src/drain-contract.js";
import { hapiDivergences } from "../targets/hapi.js";
import { hapi20 } from "../targets/hapi20.js";

drainContract("hapi 20", hapi20, hapiDivergences);
