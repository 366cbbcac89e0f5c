import type { FakeResponse } from "../../fakes/fake-exchange.js";
import type { RequestKind } from "../story.js";

/** What became of a request, as its client and Node saw it. */
export type Fate = "answered" | "refused" | "aborted" | "cut" | "unanswerable";

/** One request of a story. */
export interface Ask {
  /** Its URL, which no other request of the story has. */
  readonly url: string;
  readonly kind: RequestKind;
  readonly arrivedAt: number;
  /** The engine has heard of it. */
  readonly isKnown: boolean;
  /** It was in flight at the announcement or came later: it stands in the books. */
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
