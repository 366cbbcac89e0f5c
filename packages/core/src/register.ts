/**
 * Graceful shutdown without a line of code: `node --import @x/graceful-core/register server.js`, or `--require`, or
 * either of them in `NODE_OPTIONS`. Every HTTP server that the program starts to listen on is under one lifecycle;
 * nothing happens in a process that never listens. The plan comes from variables, `GRACEFUL_BUDGET_MS` and its like,
 * and from the file that `GRACEFUL_PLAN` names.
 */
import { register } from "./register/register.js";

register();
