/** What a terminal shows: as much of one as the status line needs, as wide and as high as one likes. */
export class Screen {
  private readonly rows: string[] = [""];
  private row = 0;
  private column = 0;

  /** The rows from the top, without what is empty at the end. */
  get text(): string[] {
    const rows = this.rows.map((row) => row.trimEnd());
    while (rows.at(-1) === "") rows.pop();
    return rows;
  }

  write(output: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a terminal is told by
    for (const [token] of output.matchAll(/\u001b\[[\d;]*[A-Za-z]|[\s\S]/g)) this.take(token);
  }

  private take(token: string): void {
    switch (token) {
      case "\r":
        this.column = 0;
        break;
      case "\n":
        this.row++;
        this.rows[this.row] ??= "";
        break;
      case "\u001b[A":
        this.row = Math.max(0, this.row - 1);
        break;
      case "\u001b[J":
        this.rows[this.row] = (this.rows[this.row] as string).slice(0, this.column);
        this.rows.length = this.row + 1;
        break;
      default:
        if (!token.startsWith("\u001b")) this.print(token);
    }
  }

  private print(character: string): void {
    const row = (this.rows[this.row] as string).padEnd(this.column);
    this.rows[this.row] = row.slice(0, this.column) + character + row.slice(this.column + 1);
    this.column++;
  }
}
