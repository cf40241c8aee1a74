import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";

interface ViewTab<Name extends string> {
  readonly name: Name;
  readonly title: string;
}

/** Shows one of several views of a thing. Arrow keys go from tab to tab. */
export function ViewTabs<Name extends string>({
  label,
  tabs,
  shown,
  onShow,
  children,
}: {
  readonly label: string;
  readonly tabs: readonly ViewTab<Name>[];
  readonly shown: Name;
  readonly onShow: (name: Name) => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const nth = (tabs.findIndex(({ name }) => name === shown) + step + tabs.length) % tabs.length;
    const next = tabs[nth];
    if (next === undefined) return;
    list.current?.querySelectorAll("button")[nth]?.focus();
    onShow(next.name);
  };
  return (
    <>
      <div className="view-tabs" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map(({ name, title }) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            aria-selected={name === shown}
            aria-controls={`${id}-panel`}
            tabIndex={name === shown ? 0 : -1}
            onClick={() => onShow(name)}
          >
            {title}
          </button>
        ))}
      </div>
      <div className="view-tab" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown}`}>
        {children}
      </div>
    </>
  );
}
