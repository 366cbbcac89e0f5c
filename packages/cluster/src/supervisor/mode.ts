/** What the supervisor is doing. */
export type Mode =
  | { readonly name: "new" }
  | { readonly name: "running" }
  | { readonly name: "reloading" }
  | { readonly name: "stopping"; readonly exitCode: number }
  | { readonly name: "ended" };

/** Whether workers should serve. */
export function isUp({ name }: Mode): boolean {
  return name === "running" || name === "reloading";
}

/** The same mode, but if it is `stopping`, with an exit code that is at least `exitCode`. */
export function endingWith(mode: Mode, exitCode: number): Mode {
  return mode.name === "stopping" ? { ...mode, exitCode: Math.max(mode.exitCode, exitCode) } : mode;
}
