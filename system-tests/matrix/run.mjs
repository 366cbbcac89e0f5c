// How the world's servers end: `npm run matrix`, or `npm run matrix -- nginx puma` for some of them. Into
// docs/how-servers-end.md. `-- --page`: writes the page anew, from what was measured.
import { NotMeasurableError } from "@x/graceful-check";
import { describeMachine } from "../../bench/measure/machine.mjs";
import { showProgress } from "../../bench/progress.mjs";
import { oneOf, readOptions } from "../../test-kit/options.mjs";
import { checkSetup } from "./check-setup.mjs";
import { publish, writePage } from "./results.mjs";
import { rowOf } from "./row.mjs";
import { SETUPS } from "./setups.mjs";
import { isThere, workplace } from "./workplace.mjs";

/** After it no further set-up begins. */
const MOST_MS = 690_000;

const ids = SETUPS.map(({ id }) => id);
const { chosen, page } = readOptions({ page: { type: "boolean", default: false } }, ({ page }, named) => ({
  page,
  chosen: named.map((id) => oneOf("a set-up", ids, id)),
}));
const isChosen = ({ id }) => (chosen.length === 0 ? !page : chosen.includes(id));
const setups = SETUPS.filter(isChosen);
const began = performance.now();

const { node, cpu, cores, platform } = describeMachine();
if (page) writePage();
for (const setup of setups) {
  if (performance.now() - began > MOST_MS) {
    console.error(`No time left for ${setup.id} and what comes behind it: name them`);
    break;
  }
  const progress = showProgress(setup.id);
  const row = { id: setup.id, date: new Date().toISOString().slice(0, 10), ...(await play(setup)) };
  progress.end();
  publish({ node, cpu, cores, platform }, [row]);
}

/** @param {import("./setups.mjs").Setup} setup */
async function play(setup) {
  if (!isThere(setup)) return { notRun: `${setup.version?.[0]} is not installed` };
  let place;
  try {
    place = await workplace(setup);
    return { version: place.version, ...rowOf(await checkSetup(setup, place)) };
  } catch (error) {
    console.error(error);
    // Other errors name folders of this machine.
    const isTold = error instanceof NotMeasurableError;
    return { notRun: isTold ? error.message.split("\n")[0] : "it could not be installed or built" };
  } finally {
    place?.dispose();
  }
}
