import { useEffect, useId, useRef } from "react";
import { tableTexts } from "../../texts/console/frame.tsx";
import { useConsole } from "../console-context.ts";
import type { Choice } from "../form/choices.ts";
import { withChanges } from "./list-view.ts";
import type { ListNavigation } from "./use-list-view.ts";

/** One of the list's filters, by its name in the contract. A day is written as its first or its last millisecond. */
export type Filter =
  | {
      readonly kind: "choice";
      readonly name: string;
      readonly title: string;
      readonly choices: readonly Choice[];
    }
  | { readonly kind: "text"; readonly name: string; readonly title: string }
  | { readonly kind: "day"; readonly name: string; readonly title: string; readonly end?: boolean };

/** Milliseconds for which the typing must rest before the list follows it. */
const REST_MILLISECONDS = 350;
const LAST_OF_DAY = 86_399_999;

export function Filters({
  search,
  filters,
  view,
}: {
  search: string | undefined;
  filters: readonly Filter[];
  view: ListNavigation;
}) {
  const set = (name: string, value: string, quietly = false) =>
    view.show(withChanges(view.query, { [name]: value }), quietly);
  if (search === undefined && filters.length === 0) return null;
  return (
    <search className="filters">
      {search === undefined ? null : (
        <TypedFilter title={search} name="q" value={view.query["q"] ?? ""} isSearch onSet={set} />
      )}
      {filters.map((filter) => (
        <FilterField key={filter.name} filter={filter} value={view.query[filter.name] ?? ""} onSet={set} />
      ))}
    </search>
  );
}

type OnSet = (name: string, value: string, quietly?: boolean) => void;

function FilterField({ filter, value, onSet }: { filter: Filter; value: string; onSet: OnSet }) {
  const id = useId();
  const { name, title } = filter;
  switch (filter.kind) {
    case "text":
      return <TypedFilter title={title} name={name} value={value} isSearch={false} onSet={onSet} />;
    case "choice":
      return (
        <div className="filter">
          <label htmlFor={id}>{title}</label>
          <select id={id} value={value} onChange={(event) => onSet(name, event.currentTarget.value)}>
            <option value="">{tableTexts.any}</option>
            {filter.choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.title}
              </option>
            ))}
          </select>
        </div>
      );
    case "day":
      return (
        <div className="filter">
          <label htmlFor={id}>{title}</label>
          <input
            id={id}
            type="date"
            value={value === "" ? "" : dayOf(Number(value))}
            onChange={(event) => onSet(name, momentOf(event.currentTarget.value, filter.end === true))}
          />
        </div>
      );
  }
}

/** Follows the typing, and the address if that changes by another way. */
function TypedFilter(props: { title: string; name: string; value: string; isSearch: boolean; onSet: OnSet }) {
  const { title, name, value, isSearch, onSet } = props;
  const { clock } = useConsole();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => {
    if (field.current !== null && field.current !== document.activeElement) field.current.value = value;
  }, [value]);
  useEffect(() => () => stop.current(), []);
  const setSoon = (typed: string) => {
    stop.current();
    stop.current = clock.after(REST_MILLISECONDS, () => onSet(name, typed.trim(), true));
  };
  return (
    <div className={isSearch ? "filter filter-search" : "filter"}>
      <label htmlFor={id}>{title}</label>
      <input
        id={id}
        ref={field}
        type={isSearch ? "search" : "text"}
        defaultValue={value}
        maxLength={200}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setSoon(event.currentTarget.value)}
      />
    </div>
  );
}

/** Writes a moment as a day in the browser's zone: "2026-11-25". */
function dayOf(at: number): string {
  if (!Number.isFinite(at)) return "";
  const day = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

function momentOf(day: string, end: boolean): string {
  if (day === "") return "";
  const first = new Date(`${day}T00:00`).getTime();
  return Number.isNaN(first) ? "" : String(end ? first + LAST_OF_DAY : first);
}
