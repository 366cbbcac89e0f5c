import type { TimeLineClient } from "../report.js";

export const isLost = ({ events }: TimeLineClient): boolean => events.some(({ kind }) => kind === "lost");

/** Sorts clients that lost something before the others. */
export const worstFirst = (clients: readonly TimeLineClient[]): TimeLineClient[] =>
  [...clients].sort((a, b) => Number(isLost(b)) - Number(isLost(a)));
