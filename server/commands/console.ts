/** Where a command speaks to the person. */
export interface Console {
  /** The result, and nothing else: it may be piped on. */
  out(text: string): void;
  /** Words around it. */
  say(text: string): void;
}
