import { type ReactNode, useEffect, useRef } from "react";
import { partTexts } from "../texts/parts.tsx";

interface SheetProps {
  /** The title of the browser's tab: the state, never the facts. */
  readonly tab: string;
  readonly title: ReactNode;
  readonly titleId?: string;
  readonly titleClass?: string;
  readonly picture?: ReactNode;
  readonly lead?: ReactNode;
  readonly wide?: boolean;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}

/** Shows one state of a page. Its heading takes the focus, so that a screen reader reads what has changed. */
export function Sheet({ tab, title, titleId, titleClass, picture, lead, wide, actions, children }: SheetProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = partTexts.tab({ state: tab });
    heading.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [tab]);
  return (
    <main className={wide === true ? "sheet sheet-wide" : "sheet"}>
      <div className="sheet-body">
        <div className="sheet-head">
          {picture}
          <h1 ref={heading} tabIndex={-1} id={titleId} className={titleClass}>
            {title}
          </h1>
          {lead === undefined ? null : <div className="lead">{lead}</div>}
        </div>
        {children}
      </div>
      {actions === undefined ? null : <div className="actions">{actions}</div>}
    </main>
  );
}
