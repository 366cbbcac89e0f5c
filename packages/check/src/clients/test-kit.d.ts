// The types of what is taken from test-kit/, which is JavaScript. Used only where that has none of its own.
declare module "*/test-kit/response-reader.mjs" {
  export interface Response {
    version: string;
    status: number;
    /** By name in lower case; values in lower case too. */
    headers: Map<string, string>;
    beganAt: number;
    bodyBytes: number;
    body: Buffer;
    close: boolean;
  }
  export class ResponseReader {
    constructor(options?: { keepBody?: boolean });
    readonly partial: { status?: number; bodyBytes: number } | undefined;
    push(bytes: Buffer): Response[];
    end(): Response | undefined;
  }
}

declare module "*/test-kit/random.mjs" {
  export function createRandom(seed: number): {
    between(low: number, high: number): number;
    chance(share: number): boolean;
  };
}
