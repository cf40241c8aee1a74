import { type ReactNode, useId } from "react";
import { Icon } from "./icon.tsx";

/** Lists either facts that this server checked or facts that another party states, never both in one box. */
export function Facts({
  kind,
  title,
  note,
  children,
}: {
  kind: "known" | "claimed" | "ruled";
  title: string;
  note: string;
  children: ReactNode;
}) {
  const heading = useId(); // a page may show two boxes of one kind
  return (
    <section className={`facts facts-${kind}`} aria-labelledby={heading}>
      <div className="facts-head">
        <h2 id={heading}>
          <Icon name={kind === "claimed" ? "quote" : "check"} />
          {title}
        </h2>
        <p>{note}</p>
      </div>
      <dl className="facts-list">{children}</dl>
    </section>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="facts-row">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
