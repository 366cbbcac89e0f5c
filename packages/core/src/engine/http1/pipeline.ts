import type { ServerResponse } from "node:http";
import { type Exchange, markClose, takeBackClose } from "./exchange.js";

/** The exchanges in flight on one connection, the oldest first. A list by hand: an array would cost every request an allocation. */
type Pipeline = Exchange | undefined;

export function countOf(head: Pipeline): number {
  let count = 0;
  for (let exchange = head; exchange; exchange = exchange.next) count++;
  return count;
}

export function find(head: Pipeline, response: ServerResponse): Exchange | undefined {
  let exchange = head;
  while (exchange && exchange.response !== response) exchange = exchange.next;
  return exchange;
}

/** Returns the new head, as `without` does. */
export function append(head: Pipeline, added: Exchange): Exchange {
  if (!head) return added;
  let last = head;
  while (last.next) last = last.next;
  last.next = added;
  return head;
}

export function without(head: Pipeline, removed: Exchange): Pipeline {
  if (head === removed) return removed.next;
  let previous = head;
  while (previous && previous.next !== removed) previous = previous.next;
  if (previous) previous.next = removed.next;
  return head;
}

/**
 * Only the last response in flight may say close: Node ends the connection behind the one that does, and what is queued
 * after it would never be sent although its handler ran.
 */
export function markLast(head: Pipeline, tellsNobody: boolean): void {
  for (let exchange = head; exchange; exchange = exchange.next) {
    if (exchange.response.headersSent) continue;
    if (exchange.next) takeBackClose(exchange);
    else if (!tellsNobody) exchange.unmarked ??= markClose(exchange);
  }
}
