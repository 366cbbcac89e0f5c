import { expect, test } from "vitest";
import { judgedTable } from "../judged-table.mjs";

const SENTENCES = {
  "in-flight": "A request in flight gets its whole answer.",
  "told-to-close": "An answer that is given after the signal says `Connection: close`.",
};

/** @returns {any} */
const reportOf = (outcomes) => ({
  checks: Object.entries(outcomes).map(([id, outcome]) => ({ id, sentence: SENTENCES[id], outcome })),
});

test("a check is a row with its sentence, a server a column, in the words of graceful-check", () => {
  const lines = judgedTable(
    [
      { title: "server.close()", report: reportOf({ "in-flight": "race", "told-to-close": "failed" }) },
      {
        title: "graceful(app)",
        report: reportOf({ "in-flight": "passed", "told-to-close": "not-measured" }),
      },
    ],
    80,
  );
  expect(lines).toEqual([
    "                                                  server.close()  graceful(app)",
    "in-flight: A request in flight gets its whole     ~ race          ✓ passed",
    "  answer.",
    "told-to-close: An answer that is given after the  ✗ failed        - not measured",
    "  signal says `Connection: close`.",
    "",
    "race: a loss that HTTP/1.1 cannot exclude, and no failure",
  ]);
});
