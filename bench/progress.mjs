/** One line that says what is measured right now, where somebody can see it. */
export function showProgress(name) {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1_000);
  const { isTTY } = process.stderr;
  if (!isTTY) console.error(`${name} ...`);
  return {
    say(what) {
      if (isTTY) process.stderr.write(`\r\x1b[K${name}, ${seconds()} s: ${what}`);
    },
    end() {
      if (isTTY) process.stderr.write("\r\x1b[K");
      else console.error(`${name}: ${seconds()} s`);
    },
  };
}
