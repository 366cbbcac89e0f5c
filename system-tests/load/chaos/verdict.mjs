/** The timers and the exit of a busy machine. */
const LATE_MS = 1_000;
const HEAP_MB = 20;
/** A client sees its end a little before or after the server's clock says so. */
const SLACK_MS = 100;

/**
 * What is wrong with how the process ended: nothing, where it ended in time, in silence and with the right exit code.
 */
export function verdictOf({ server, exit, bad, budgetMs }) {
  const told = server.lines.map(parsed);
  const report = told.find((line) => line.report)?.report;
  const exitMs = exit.at - server.signalledAt;
  const deadlineAt = server.signalledAt + (report?.budget.drainMs ?? budgetMs);
  const held = bad.filter((client) => wasCut(client, deadlineAt - SLACK_MS));
  const code = held.length > 0 ? 1 : 0;
  const wrong = [];
  if (exit.code !== code) wrong.push(`exit ${exit.signal ?? exit.code}, not ${code}: ${namesOf(held)}`);
  if (exitMs > budgetMs + LATE_MS) wrong.push(`exit after ${Math.round(exitMs)} ms`);
  if (!report) wrong.push("no report");
  else if (report.heapGrowthMb > HEAP_MB) wrong.push(`${Math.round(report.heapGrowthMb)} MB more heap`);
  // What a framework logs of its clients is its own business.
  for (const { threw, warned } of told) if (threw ?? warned) wrong.push(threw ?? warned);
  const came = bad.filter(({ socket }) => socket);
  return { held: held.length, bad: came.length, heapGrowthMb: report?.heapGrowthMb, wrong };
}

/**
 * Its request had begun, and it was there when the deadline came: so the server cut it, and says so with its exit code.
 */
function wasCut({ holds, socket }, deadlineAt) {
  return holds && socket !== undefined && !socket.hasLeft && socket.endedAt > deadlineAt;
}

const namesOf = (clients) => clients.map(({ name }) => name).join(", ") || "nobody stayed";

function parsed(line) {
  try {
    return JSON.parse(line);
  } catch {
    return {};
  }
}
