import type { Clock } from "../../clock.ts";

/** Milliseconds for which the content is kept: some browsers read it only after they have asked where to put it. */
const KEPT_MILLISECONDS = 60_000;

/** Has the browser save the content under that name. */
export function saveFile(clock: Clock, name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  clock.after(KEPT_MILLISECONDS, () => URL.revokeObjectURL(link.href));
}
