import type { ReactNode } from "react";

/** `near` is in order, `wait` wants a look, `alert` is dangerous, `plain` says only what it says. */
export type BadgeTone = "near" | "wait" | "alert" | "plain";

/** A state in one or two words. Its colour says nothing that they do not. */
export function Badge({ tone, children }: { tone: BadgeTone; children: ReactNode }) {
  return <span className={`tag tag-${tone}`}>{children}</span>;
}
