/**
 * Resolves with the first message that a child sends. Rejects if the child ends before it has sent one.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {Promise<any>}
 */
export function firstMessage(child) {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code, signal) => {
      reject(new Error(`${child.spawnargs.join(" ")} ended with ${code ?? signal}`));
    });
  });
}
