import * as v from "valibot";
import { useLocation, useSearch } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import type { Query } from "../wire/http.ts";
import { type ListQuerySchema, type ListView, viewIn } from "./list-view.ts";

/**
 * The beginnings of the pages before this one. They are kept with the entry of the browser's history, so that Back and
 * reload know them.
 */
const waySchema = v.object({ before: v.array(v.string()) });

export interface ListNavigation extends ListView {
  /** Pages before this one, if the person came through them. */
  readonly pagesBefore: number;
  /** Shows another view; with `quietly` it adds no step to the browser's history. */
  show(query: Query, quietly?: boolean): void;
  showNext(after: string): void;
  showPrevious(): void;
}

/** Reads and changes the list's view, which the page's address holds. */
export function useListView(schema: ListQuerySchema): ListNavigation {
  const [path, navigate] = useLocation();
  const view = viewIn(new URLSearchParams(useSearch()), schema);
  const way = v.safeParse(waySchema, useHistoryState());
  const before = way.success && view.query["after"] !== undefined ? way.output.before : [];
  const go = (query: Query, way: readonly string[], replace = false) => {
    const text = new URLSearchParams(query).toString();
    navigate(text === "" ? path : `${path}?${text}`, { replace, state: { before: way } });
  };
  return {
    ...view,
    pagesBefore: before.length,
    show: (query, quietly) => go(query, [], quietly),
    showNext(after) {
      window.scrollTo(0, 0);
      go({ ...view.query, after }, [...before, view.query["after"] ?? ""]);
    },
    showPrevious() {
      window.scrollTo(0, 0);
      const { after: _, ...rest } = view.query;
      const previous = before.at(-1) ?? "";
      go(previous === "" ? rest : { ...rest, after: previous }, before.slice(0, -1));
    },
  };
}
