/** Carries a command's conversation with the person. */
export interface Terminal {
  /** Writes the result and nothing else, since it may be piped on. */
  out(text: string): void;
  /** Writes the words around the result. */
  say(text: string): void;
  /** Reads the next line that the person types or pipes in; undefined at the end of the input. */
  ask(question: string): Promise<string | undefined>;
}
