/** The name of a signal that no process can hear, as SIGKILL; else `undefined`. */
export function unheardSignal(text: string): string | undefined {
  if (/^(SIG)?KILL$|^9$/i.test(text)) return "SIGKILL";
  return /^(SIG)?STOP$|^19$/i.test(text) ? "SIGSTOP" : undefined;
}
