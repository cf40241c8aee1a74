import type { ReactNode } from "react";

/** What there is to know of one thing: name and value, line by line. */
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
