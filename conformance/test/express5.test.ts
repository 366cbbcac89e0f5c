import { drainContract } from "../src/drain-contract.js";
import { express5 } from "../targets/express5.js";

drainContract("Express 5", express5);
