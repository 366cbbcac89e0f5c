// The server in each pod. MODE: one of the plans of the page, or `naive` for the control.
import { graceful } from "@x/graceful-express";
import { createApp, naive } from "../../apps/express.mjs";
import { PLANS, PROBE_PATHS } from "./plans.mjs";

// A process that is killed does not say this. Not each version of Kubernetes tells the code of a pod that is deleted.
process.once("exit", (code) => console.log(`exit code ${code}`));

const { MODE = "" } = process.env;

const app = await createApp();
const plan = PLANS[MODE];
if (plan) graceful(app, plan);
else for (const path of PROBE_PATHS) app.get(path, (_request, response) => void response.send("ok\n"));
const server = app.listen(3000);
if (!plan) process.once("SIGTERM", () => naive.stop(app, server));
