import * as v from "valibot";
import { useLocation, useSearch } from "wouter";
import { useHistoryState } from "wouter/use-browser-location";
import type { Query } from "../wire/http.ts";
import { type ListQuerySchema, type ListView, viewIn } from "./list-view.ts";

/** Where the pages before this one begin; kept with the entry of the browser's history, so that Back and reload know it. */
const waySchema = v.object({ before: v.array(v.string()) });

export interface ListNavigation extends ListView {
  /** Pages before this one, where the person came through them. */
  readonly pagesBefore: number;
  /** Shows another view; `quietly` without another step in the browser's history. */
  show(query: Query, quietly?: boolean): void;
  showNext(after: string): void;
  showPrevious(): void;
}

/** The list's view, which the page's address carries. */
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
