import type { ReactNode } from "react";

/** `near` is in order, `wait` needs a look, `alert` is dangerous, `plain` only informs. */
export type BadgeTone = "near" | "wait" | "alert" | "plain";

/** Shows a state in one or two words. The words say everything that the colour does. */
export function Badge({ tone, children }: { tone: BadgeTone; children: ReactNode }) {
  return <span className={`tag tag-${tone}`}>{children}</span>;
}

/** Puts a state into words, with the tone in which its badge is shown. */
export interface BadgeWords {
  readonly title: string;
  readonly tone: BadgeTone;
}

export function StateBadge({ words: { title, tone } }: { words: BadgeWords }) {
  return <Badge tone={tone}>{title}</Badge>;
}
