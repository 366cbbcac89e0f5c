import { nearest } from "./nearest.js";
import { expected, type Rule, refuse } from "./rule.js";

const UNSAFE = "JavaScript cannot handle it safely";
const REFUSED: Readonly<Record<string, string>> = {
  SIGKILL: "no process can catch it",
  SIGSTOP: "no process can catch it",
  SIGSEGV: UNSAFE,
  SIGBUS: UNSAFE,
  SIGFPE: UNSAFE,
  SIGILL: UNSAFE,
};

/** The signals of every system, since a plan may be written on one system and run on another. */
const CATCHABLE = /* @__PURE__ */ (
  "SIGTERM SIGINT SIGHUP SIGQUIT SIGBREAK SIGCHLD SIGCONT SIGINFO SIGPIPE SIGTSTP SIGTTIN SIGTTOU SIGURG SIGWINCH " +
  "SIGUSR1 SIGUSR2 SIGABRT SIGALRM SIGIO SIGIOT SIGLOST SIGPOLL SIGPROF SIGPWR SIGSTKFLT SIGSYS SIGTRAP SIGUNUSED " +
  "SIGVTALRM SIGXCPU SIGXFSZ"
).split(" ");

/** `false`, or a list of signals that a process can catch. */
export const signals: Rule = (value, path) => {
  if (value === false) return;
  if (!Array.isArray(value)) expected(path, "`false` or a list of signals", value);
  if (value.length === 0) expected(path, "`false` or at least one signal", value, "`false` means none");
  for (const [i, name] of value.entries()) signal(name, `${path}[${i}]`);
};

function signal(name: unknown, path: string): void {
  if (typeof name !== "string") expected(path, "the name of a signal", name);
  const reason = Object.hasOwn(REFUSED, name) ? REFUSED[name] : undefined;
  if (reason) refuse(`Expected \`${path}\` to be a signal that can be caught, got \`${name}\`: ${reason}`);
  if (CATCHABLE.includes(name)) return;
  // `TERM`, as in `kill -TERM`.
  const near = nearest(name, CATCHABLE) ?? nearest(`SIG${name}`, CATCHABLE);
  expected(path, "the name of a signal", name, near && `did you mean \`${near}\`?`);
}
