import type { KeyboardEvent } from "react";

/** Makes Enter hand in the text, as in a terminal. A reason is one line, however long it becomes. */
export function enterHandsIn(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}
