import { spawnSync } from "node:child_process";
import { kubectl, kubectlIn } from "./kubectl.mjs";
import { LABEL } from "./manifest.mjs";

const SELECTOR = `${LABEL.name}=${LABEL.value}`;
const DELETE_S = 120;

/**
 * Takes a namespace for a run: makes it, or, where somebody has it already, sees that nothing in it bears a name that
 * the run needs. Returns what leaves it as it was, which is synchronous: it also has its place at an exit.
 * @param {string} name
 * @returns {Promise<() => void>}
 */
export async function claimNamespace(name) {
  const found = await kubectl("get", "namespace", name, "--ignore-not-found", "--output", "json");
  const isOurs = found && JSON.parse(found).metadata.labels?.[LABEL.name] === LABEL.value;
  // Of a run that was killed, or one that is still being deleted.
  if (isOurs) deleteNamespace(name);
  if (!found || isOurs) {
    await kubectl("create", "namespace", name);
    await kubectl("label", "namespace", name, SELECTOR);
    return () => deleteNamespace(name);
  }
  const named = ["deployment/orders", "service/orders", "poddisruptionbudget/orders", "pod/clients"];
  const there = await kubectlIn(name)("get", ...named, "--ignore-not-found", "--output", "name");
  if (there) throw new Error(`The namespace ${name} has ${there.split("\n").join(", ")}: take another one`);
  return () => deleteLabelled(name);
}

/** @param {string} name */
function deleteNamespace(name) {
  tell(`Deleting the namespace ${name}`, [
    "delete",
    "namespace",
    name,
    "--ignore-not-found",
    `--timeout=${DELETE_S}s`,
  ]);
}

/** @param {string} name */
function deleteLabelled(name) {
  const inside = ["--namespace", name];
  const all = ["delete", "deployment,service,poddisruptionbudget,pod", "--selector", SELECTOR];
  tell(`Deleting what was made in the namespace ${name}`, [...inside, ...all, `--timeout=${DELETE_S}s`]);
  const gone = ["wait", "--for=delete", "pod", "--selector", "app=orders", `--timeout=${DELETE_S}s`];
  spawnSync("kubectl", [...inside, ...gone], { stdio: "ignore" });
}

/**
 * @param {string} what
 * @param {string[]} args
 */
function tell(what, args) {
  console.log(what);
  const { status } = spawnSync("kubectl", args, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0) console.log(`${what} has failed`);
}
