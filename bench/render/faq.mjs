import { cells } from "./cells.mjs";

const SENTENCE = /\*\*[^*]+\*\* of what it was\./;

/** The FAQ with what a request costs made anew from results. */
export function withRequestCost(faq, results) {
  if (!SENTENCE.test(faq)) throw new Error("The FAQ has lost its sentence of what a request costs");
  const { ratio } = results.cpu.rows.find(({ id }) => id === "graceful");
  return faq.replace(SENTENCE, `**${cells.cpu({ ratio })}** of what it was.`);
}
