import type { Clock } from "../../clock.ts";

/** Some browsers read the content only after they have asked where to put it. Milliseconds. */
const KEPT_MILLISECONDS = 60_000;

/** Has the browser save it under that name. */
export function saveFile(clock: Clock, name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  clock.after(KEPT_MILLISECONDS, () => URL.revokeObjectURL(link.href));
}
