/** The mark of each outcome of a check, for tables that people read. */
export const MARKS = {
  passed: "✓",
  failed: "✗",
  race: "~",
  "not-measured": "-",
};

/** The word for each outcome of a check. */
export const WORDS = {
  passed: "passed",
  failed: "failed",
  race: "race",
  "not-measured": "not measured",
};
