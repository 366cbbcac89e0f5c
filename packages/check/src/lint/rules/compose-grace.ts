import { composeServices } from "../files/compose-services.js";
import { duration, readTime } from "../files/seconds.js";
import { member } from "../files/yaml-documents.js";
import type { Rule } from "../rule.js";

const DEFAULT_MS = 10_000;

export const composeGrace: Rule = {
  id: "compose-grace",
  kind: "compose",
  check: ({ text }, { budgetMs }) =>
    composeServices(text).flatMap(({ name, service, document }) => {
      const given = member(service, "stop_grace_period");
      // An image that is only pulled was built elsewhere, and its budget is unknown.
      const isInherited = member(service, "extends") !== undefined;
      if (given === undefined && (member(service, "build") === undefined || isInherited)) return [];
      const graceMs = given === undefined ? DEFAULT_MS : readTime(String(given));
      if (graceMs === undefined || graceMs >= budgetMs) return [];
      const problem =
        given === undefined
          ? `has no stop_grace_period, which is ${duration(DEFAULT_MS)} then`
          : `has a stop_grace_period of ${duration(graceMs)}`;
      return [
        {
          line: document.lineOf(["services", name, "stop_grace_period"]),
          message: `\`${name}\` ${problem}, and is killed before its budget of ${duration(budgetMs)} is over`,
        },
      ];
    }),
};
