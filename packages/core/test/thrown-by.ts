import { GracefulError } from "@x/graceful-core";

/** The error that `call` throws. */
export function thrownBy(call: () => unknown): GracefulError {
  try {
    call();
  } catch (error) {
    if (error instanceof GracefulError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown");
}
