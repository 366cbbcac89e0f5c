/**
 * Graceful shutdown without a line of code: `node --import @x/graceful-core/register server.js`, or `--require`, or
 * either of them in `NODE_OPTIONS`. One lifecycle covers every HTTP server of the program that listens. In a process
 * that never listens nothing happens. The plan comes from variables such as `GRACEFUL_BUDGET_MS`, and from the file
 * that `GRACEFUL_PLAN` names.
 */
import { register } from "./register/register.js";

register();
