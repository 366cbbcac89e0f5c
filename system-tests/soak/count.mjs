// Ten lives of one kind: `node count.mjs <kind>` prints, as JSON, what they left. A process of its own, since the
// timers of a test runner would be counted as well.
import { soak } from "./soak.mjs";

const { wrong } = await soak(process.argv[2], { rounds: 10, warmUp: 3, batch: 10 });
console.log(JSON.stringify(wrong));
