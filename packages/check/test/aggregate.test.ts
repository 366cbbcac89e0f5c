import { expect, test } from "vitest";
import { CHECKS } from "../src/checks/checks.js";
import { aggregate } from "../src/judge/aggregate.js";
import { failed, passed } from "../src/judge/finding.js";

test("failures come before races, so that what is shown first is what failed", () => {
  const [check] = CHECKS;
  if (!check) throw new Error("no check");
  const findings = [passed(), { outcome: "race" as const, seen: ["crossed"] }, failed("dropped")];
  const { outcome, failures } = aggregate(check, findings, []);
  expect(outcome).toBe("failed");
  expect(failures).toEqual([
    { run: 3, seen: ["dropped"] },
    { run: 2, seen: ["crossed"] },
  ]);
});
