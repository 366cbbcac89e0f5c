import { stripVTControlCharacters } from "node:util";
import { FAILURES } from "../../../test-kit/exchange.mjs";
import { outcomeText } from "../outcome-text.mjs";
import { exitText, LEAD_MS } from "../side.mjs";
import { total } from "../table.mjs";
import { verdict } from "../verdict.mjs";

/** How many answers one bar stands for. */
export const BIN_MS = 100;

/**
 * One kind of clients. Times are in ms from the signal.
 * @typedef {object} PicturedRow
 * @property {string} label
 * @property {string} outcome In words.
 * @property {boolean} isLost Whether a request was.
 * @property {[from: number, to: number][]} open Connections.
 * @property {[from: number, to: number][]} requests Of one client.
 * @property {number[]} answered Of one client, when.
 * @property {number[]} lost When.
 * @property {Record<string, number>} [bins] Of a crowd: how many answers came, by the beginning of their `BIN_MS`.
 */
/**
 * The data of the picture for one server.
 * @typedef {object} PicturedSide
 * @property {string} title
 * @property {string} about
 * @property {string} verdict
 * @property {string} exit
 * @property {number} exitMs
 * @property {{ sent: number, answered: number, lost: number, reset: number }} count
 * @property {PicturedRow[]} rows
 */
/** @typedef {{ app: string, node: string, date: string, sides: PicturedSide[] }} Pictured */

/**
 * The data of the picture, as plain values.
 * @returns {Pictured}
 */
export function pictured(app, sides) {
  const date = new Date().toISOString().slice(0, 10);
  return { app, node: process.versions.node, date, sides: sides.map(picturedSide) };
}

function picturedSide(side) {
  const { sent, answered, lost, reset } = total(side);
  return {
    title: side.title,
    about: side.shutdown === "naive" ? "and the usual timer of 10 s" : "one line",
    verdict: verdict(side),
    exit: exitText(side.exit),
    exitMs: Math.round(side.exitMs),
    count: { sent, answered, lost, reset },
    rows: side.rows.map(({ kind, witness }) => picturedRow(side, kind, witness)),
  };
}

function picturedRow(side, kind, witness) {
  const ms = (at) => Math.max(-LEAD_MS, Math.round(at - side.signalledAt));
  const spans = (all) => joined(all.map(([from, to]) => [ms(from), ms(to)]));
  const answered = witness.exchanges.filter(({ outcome }) => !FAILURES.includes(outcome));
  const { reset } = witness.count(side.signalledAt);
  const outcome = stripVTControlCharacters(outcomeText(kind, witness, side.signalledAt));
  /** @type {PicturedRow} */
  const row = {
    label: kind.label,
    outcome: kind.crowd && reset > 0 ? `${outcome}, ${reset} reset` : outcome,
    isLost: witness.failures.length > 0,
    open: spans(witness.connections.map(({ openedAt, end }) => [openedAt, end.at])),
    requests: [],
    answered: [],
    lost: [...new Set(witness.failures.map(({ endedAt }) => ms(endedAt)))],
  };
  if (!kind.crowd) {
    row.requests = spans(witness.exchanges.map(({ beganAt, endedAt }) => [beganAt, endedAt]));
    row.answered = answered.map(({ endedAt }) => ms(endedAt));
    return row;
  }
  const bins = {};
  for (const { endedAt, outcome } of answered) {
    if (outcome !== "answered") continue;
    const bin = Math.floor(ms(endedAt) / BIN_MS) * BIN_MS;
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return { ...row, bins };
}

/** Spans that touch or overlap are one. */
function joined(spans) {
  /** @type {[number, number][]} */
  const all = [];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}
