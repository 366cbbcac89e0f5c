// `node faulty-server.js <id of a check>`: a server with the fault that this check must notice. `none`: a server
// without a fault; `none-h2c` and `none-tls`: the same over h2c and TLS.
import { FAULTS } from "./faults.js";
import { type Fault, SmallServer } from "./small-server.js";

const GOOD: Readonly<Record<string, Fault>> = {
  none: {},
  "none-h2c": { protocol: "h2c" },
  "none-tls": { protocol: "tls" },
};

const name = process.argv[2] ?? "";
const fault = FAULTS[name] ?? GOOD[name];
if (!fault) throw new Error(`Expected a fault, got \`${name}\``);
const server = new SmallServer(fault);
server.listen(Number(process.env.PORT));
