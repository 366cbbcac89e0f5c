/** Allowance for late timers and a slow exit on a busy machine. */
const LATE_MS = 1_000;
const HEAP_MB = 20;
/** A client may see the end slightly before or after the server's clock. */
const SLACK_MS = 100;

/** The faults in the end of the process: none if it ended in time, without output, and with the right exit code. */
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
  // A framework may log errors of its clients.
  for (const { threw, warned } of told) if (threw ?? warned) wrong.push(threw ?? warned);
  const came = bad.filter(({ socket }) => socket);
  return { held: held.length, bad: came.length, heapGrowthMb: report?.heapGrowthMb, wrong };
}

/** Its request had begun and it was still open at the deadline, so the server cut it, which its exit code shows. */
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
