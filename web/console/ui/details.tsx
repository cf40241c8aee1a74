import type { ReactNode } from "react";

/** Lists the facts about one thing, line by line: name and value. */
export function Details({ children }: { children: ReactNode }) {
  return <dl className="console-details">{children}</dl>;
}

export function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
