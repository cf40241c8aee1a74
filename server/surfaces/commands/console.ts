/** Where a command speaks to the person. */
export interface Console {
  /** The result, and nothing else: it may be piped on. */
  out(text: string): void;
  /** Words around it. */
  say(text: string): void;
  /** The next line that the person types or pipes in; undefined where none comes any more. */
  ask(question: string): Promise<string | undefined>;
}
