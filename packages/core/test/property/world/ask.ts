import type { FakeResponse } from "../../fakes/fake-exchange.js";
import type { RequestKind, StoryPlan } from "../story.js";

/** What became of a request, as its client and Node saw it. */
export type Fate = "answered" | "ended" | "refused" | "aborted" | "cut" | "afterClose";

/** Whether a request is answered by an event stream. */
export const isStreamed = ({ kind }: Pick<Ask, "kind">): boolean =>
  kind === "events" || kind === "posted events";

/** Whether the engine is to end the event stream that answers a request. */
export function isMeantToEnd({ kind, url }: Pick<Ask, "kind" | "url">, { eventStreams }: StoryPlan): boolean {
  if (eventStreams === "ask") return isStreamed({ kind }) && isChosenToClose(url);
  return kind === "events" && eventStreams === "close";
}

/** What the function of a story says: of every other request that it is to be ended. */
export const isChosenToClose = (url: string): boolean => Number(/\d+$/.exec(url)?.[0]) % 2 === 0;

/** What became of a request whose response is out, and which nobody has given up or cut. */
export function fateOf({ isRefused, hasOwnEnd }: Pick<Ask, "isRefused" | "hasOwnEnd">): Fate {
  if (isRefused) return "refused";
  return hasOwnEnd ? "answered" : "ended";
}

/** One request of a story. */
export interface Ask {
  /** Its URL, which no other request of the story has. */
  readonly url: string;
  readonly kind: RequestKind;
  readonly arrivedAt: number;
  /** The engine has heard of it. */
  readonly isKnown: boolean;
  /** It was in flight at the announcement or came later: it is in the counters. */
  isCounted: boolean;
  /** It came behind an answer that had said close: no handler may hear of it. */
  readonly isUnanswerable: boolean;
  /** How often the application heard of it. */
  handled: number;
  /** It had its 503 before a handler could hear of it. */
  isRefused: boolean;
  /** The application ended its response, not the engine. */
  hasOwnEnd: boolean;
  headersAt?: number;
  endedAt?: number;
  /** Its response is over. */
  closedAt?: number;
  fate?: Fate;
}

/** The same over HTTP/1. */
export interface HttpAsk extends Ask {
  readonly response: FakeResponse;
  /** The application set the header `Connection` itself. */
  hasOwnHeader: boolean;
  /** `isLast` was settled when the drain was announced already, and the listeners were not busy. */
  mustSayClose: boolean;
}
