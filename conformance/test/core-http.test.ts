import { drainContractOver } from "../src/drain-contract.js";
import { http } from "../targets/http.js";

drainContractOver("HTTP", "node:http", http);
