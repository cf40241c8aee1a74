import { DEFAULT_ROWS, totalInWords } from "@nearside/shared/api/console/list.ts";
import { Button } from "../../ui/button.tsx";
import { withChanges } from "./list-view.ts";
import type { ListNavigation } from "./use-list-view.ts";

const NUMBER = new Intl.NumberFormat("en-GB");

/** Says how many rows there are and which of them are shown, and leads to the other pages. */
export function Pager({
  what,
  shown,
  total,
  next,
  view,
  mostFound,
}: {
  what: string;
  shown: number;
  total: number | null;
  next: string | null;
  view: ListNavigation;
  mostFound: number | undefined;
}) {
  const isCut = total === null && mostFound !== undefined && view.read.q !== "";
  const isFirst = view.query["after"] === undefined;
  const before = view.pagesBefore * (view.read.limit ?? DEFAULT_ROWS);
  const from = NUMBER.format(before + 1);
  const to = NUMBER.format(before + shown);
  const all = totalInWords(total, view.read.q);
  // An address that another person sent says where the page begins, not how many rows are before it.
  const isPlaced = isFirst || view.pagesBefore > 0;
  return (
    <nav className="pager" aria-label={`Pages of ${what}`}>
      <p role="status">{shown === 0 ? `${all} in all` : isPlaced ? `${from}–${to} of ${all}` : `${shown} of ${all}`}</p>
      {isCut ? <p>Only {NUMBER.format(mostFound)} of them are listed. Type more of what you look for.</p> : null}
      {isFirst && next === null ? null : (
        <div className="pager-ways">
          {isFirst ? null : (
            <Button kind="plain" small onPress={() => view.show(withChanges(view.query, {}))}>
              First page
            </Button>
          )}
          <Button kind="plain" small unready={view.pagesBefore === 0} onPress={view.showPrevious}>
            Previous
          </Button>
          <Button kind="plain" small unready={next === null} onPress={() => next !== null && view.showNext(next)}>
            Next
          </Button>
        </div>
      )}
    </nav>
  );
}
