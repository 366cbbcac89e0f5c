import { drainContract } from "../src/drain-contract.js";
import { express4 } from "../targets/express4.js";

drainContract("Express 4", express4);
