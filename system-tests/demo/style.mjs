const coloured = process.stdout.isTTY === true && !process.env.NO_COLOR;

const paint = (code) => (text) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);

/** Colour says nothing that the text does not say: it is gone without a terminal, and where NO_COLOR is set. */
export const bold = paint("1");
export const dim = paint("2");
export const good = paint("32");
export const bad = paint("31");
