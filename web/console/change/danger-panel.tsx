import { type ReactNode, useId } from "react";
import { changeTexts as texts } from "../../texts/console/change.tsx";

/** Holds the actions that end or remove something. It is apart, at the end of a page. */
export function DangerPanel({ children }: { children: ReactNode }) {
  const id = useId();
  return (
    <section className="danger-panel" aria-labelledby={id}>
      <h2 id={id}>{texts.dangerZone}</h2>
      {children}
    </section>
  );
}

/** One dangerous action: what it ends, and the button or form that begins it. */
export function DangerousAction({ title, says, children }: { title: string; says: ReactNode; children: ReactNode }) {
  return (
    <div className="danger-action">
      <h3>{title}</h3>
      <p>{says}</p>
      {children}
    </div>
  );
}
