import { LEAST_TYPED, searchApi } from "@nearside/shared/api/console/search.ts";
import { type KeyboardEvent, use, useEffect, useId, useLayoutEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { searchTexts as texts } from "../../texts/console/search.tsx";
import { Button } from "../../ui/button.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useConsole } from "../console-context.ts";
import { useRead } from "../data/use-read.ts";
import { PagesContext } from "../layout/sections.ts";
import { useSession } from "../session/use-session.ts";
import { groupResults, movedBy, type ResultGroup } from "./results.ts";

/** Milliseconds for which the typing must rest before the server is asked. */
const REST_MILLISECONDS = 200;

/**
 * Searches the whole console, as a combobox with a list (WAI-ARIA 1.2): the focus stays in the field, the arrow keys
 * choose a result, and Enter opens it.
 */
export function SearchDialog({ onClose, typed: first = "" }: { onClose: () => void; typed?: string }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState(first);
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const { groups, status } = useResults(typed.trim());
  const results = groups.flatMap((group) => group.results);
  const place = Math.min(chosen, Math.max(results.length - 1, 0));
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    field.current?.focus();
    return () => element?.close();
  }, []);
  useEffect(() => {
    document.getElementById(optionId(id, place))?.scrollIntoView({ block: "nearest" });
  }, [id, place]);
  const open = (at: number) => {
    const result = results[at];
    if (result === undefined) return;
    onClose();
    navigate(result.href);
  };
  const press = (event: KeyboardEvent) => {
    const moved = movedBy(event.key, place, results.length);
    if (moved === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (moved !== undefined) setChosen(moved);
    else if (!event.nativeEvent.isComposing) open(place);
  };
  return (
    <dialog
      ref={dialog}
      className="dialog search-dialog"
      aria-label={texts.title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="search-field filter">
        <label htmlFor={`${id}-field`}>{texts.field}</label>
        <input
          id={`${id}-field`}
          ref={field}
          type="text"
          role="combobox"
          aria-expanded={results.length > 0}
          aria-controls={`${id}-results`}
          aria-autocomplete="list"
          {...(results.length > 0 ? { "aria-activedescendant": optionId(id, place) } : {})}
          value={typed}
          maxLength={200}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={press}
        />
        <Button kind="plain" small onPress={onClose}>
          {texts.close}
        </Button>
      </div>
      <ResultList id={id} groups={groups} chosen={place} onOpen={open} />
      <div className="search-status">
        <p role="status">{status ?? (results.length === 0 ? texts.none : texts.count(results.length))}</p>
      </div>
    </dialog>
  );
}

const optionId = (id: string, place: number): string => `${id}-option-${place}`;

/** Reads what was typed once the typing rests. */
function useResults(typed: string): { readonly groups: readonly ResultGroup[]; readonly status: string | undefined } {
  const { clock } = useConsole();
  const { role } = useSession().user;
  const pages = use(PagesContext);
  const [q, setQ] = useState(typed);
  useEffect(() => clock.after(REST_MILLISECONDS, () => setQ(typed)), [clock, typed]);
  const isAsked = typed.length >= LEAST_TYPED;
  const reading = useRead(searchApi.find, {
    query: { q },
    keepPrevious: true,
    isWanted: isAsked && q.length >= LEAST_TYPED,
  });
  const groups = groupResults(typed, isAsked ? reading.data : undefined, pages, role);
  if (!isAsked) return { groups, status: undefined };
  if (reading.error !== null) return { groups, status: texts.failed };
  const isOld = q !== typed || reading.isPlaceholderData || reading.data === undefined;
  return { groups, status: isOld ? texts.searching : undefined };
}

interface ResultListProps {
  readonly id: string;
  readonly groups: readonly ResultGroup[];
  readonly chosen: number;
  readonly onOpen: (place: number) => void;
}

function ResultList({ id, groups, chosen, onOpen }: ResultListProps) {
  const firstOf = groups.map((_, at) => groups.slice(0, at).reduce((sum, { results }) => sum + results.length, 0));
  return (
    <div id={`${id}-results`} className="search-results" role="listbox" aria-label={texts.results}>
      {groups.map(({ title, results }, at) => (
        // biome-ignore lint/a11y/useSemanticElements: only options and groups of them may be in a listbox
        <div key={title} className="search-group" role="group" aria-label={title}>
          <div aria-hidden="true">{title}</div>
          {results.map(({ href, title: name, detail }, within) => {
            const place = (firstOf[at] ?? 0) + within;
            return (
              // the field has the focus and its keys; a pointer presses the option itself
              // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox handles the keys
              // biome-ignore lint/a11y/useFocusableInteractive: the combobox names it by aria-activedescendant
              <div
                key={href}
                id={optionId(id, place)}
                className="search-option"
                role="option"
                aria-selected={place === chosen}
                onClick={() => onOpen(place)}
              >
                <Named text={name} />
                {detail === undefined ? null : (
                  <span>
                    <Named text={detail} />
                  </span>
                )}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
