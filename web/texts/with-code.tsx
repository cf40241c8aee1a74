import type { ReactNode } from "react";

/** Shows a sentence that several surfaces have. Text between backticks is a command, and gets the type of code. */
export function withCode(sentence: string): ReactNode {
  const parts = sentence.split("`");
  if (parts.length === 1) return sentence;
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never change places
  return parts.map((part, at) => (at % 2 === 0 ? part : <code key={at}>{part}</code>));
}
