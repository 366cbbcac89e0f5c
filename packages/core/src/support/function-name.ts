/** The name of a function of the application. `undefined` if it has none, or its `name` is no string. */
export function functionName(given: object): string | undefined {
  try {
    const { name } = given as { readonly name?: unknown };
    return typeof name === "string" && name !== "" ? name : undefined;
  } catch {
    return undefined;
  }
}
