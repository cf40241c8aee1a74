// One line at the bottom of a terminal that is drawn over: "Waiting for your approval, 4:12 left".

/** The stream that the line is drawn on: stderr. */
interface Canvas {
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Goes back to the line's beginning and erases the line (ECMA-48 EL 2). */
const ERASE = "\r\u001b[2K";
/** The width of a terminal that does not tell its own, in columns. */
const USUAL_COLUMNS = 80;

/** East Asian wide characters and emoji take two columns (Unicode Standard Annex #11), and marks take none. */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])$/u;
const MARK = /^\p{M}$/u;

/** The beginning of a text, as much as fits into that many columns. */
export function fitting(text: string, columns: number): string {
  let width = 0;
  let end = 0;
  let endWithDots = 0;
  for (const character of text) {
    width += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
    if (width > columns) return `${text.slice(0, endWithDots)}…`;
    end += character.length;
    if (width <= columns - 1) endWithDots = end;
  }
  return text;
}

/** Draws the line. It is made only if stderr is a terminal. */
export class StatusLine {
  readonly #canvas: Canvas;
  readonly #paint: (text: string) => string;
  #text: string | undefined;

  /** @param paint adds colours to a line that is already fit to be shown */
  constructor(canvas: Canvas, paint: (text: string) => string) {
    this.#canvas = canvas;
    this.#paint = paint;
  }

  /** @param text one line, neutralised */
  draw(text: string): void {
    this.#text = text;
    // Some terminals would wrap a line as wide as they are, which then can't be drawn over.
    this.#canvas.write(ERASE + this.#paint(fitting(text, (this.#canvas.columns || USUAL_COLUMNS) - 1)));
  }

  /** Takes the line away, writes, and puts the line back below. */
  above(write: () => void): void {
    const text = this.#text;
    this.erase();
    write();
    if (text !== undefined) this.draw(text);
  }

  erase(): void {
    if (this.#text === undefined) return;
    this.#text = undefined;
    this.#canvas.write(ERASE);
  }
}
