const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;

/** How many characters a line has: what a terminal of today has, and no more than the time lines use. */
export const WIDTH = Math.min(100, Math.max(80, process.stdout.columns ?? 80));

const paint = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);

/** Colours carry no information that the text does not have. They are off without a terminal and with NO_COLOR. */
export const bold = paint("1");
export const dim = paint("2");
export const good = paint("32");
export const bad = paint("31");
