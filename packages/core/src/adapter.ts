export { discoverServers } from "./adapter/discover-servers.js";
export { discoverServersOfApp } from "./adapter/discover-servers-of-app.js";
export { invalidTarget } from "./adapter/invalid-target.js";
export { isServer } from "./adapter/is-server.js";
export { systemdNotifier } from "./process/supervisors/systemd-notifier.js";
export { ignoreBrokenOutput } from "./process/terminal/ignore-broken-output.js";
export { replaceMethod } from "./support/replace-method.js";
export type { Probe, ProbeAnswer, Server, Target } from "./target.js";
