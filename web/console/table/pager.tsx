import { DEFAULT_ROWS, totalInWords } from "@nearside/shared/api/console/list.ts";
import { tableTexts as texts } from "../../texts/console/frame.tsx";
import { Button } from "../../ui/button.tsx";
import { withChanges } from "./list-view.ts";
import type { ListNavigation } from "./use-list-view.ts";

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
  const all = totalInWords(total, view.read.q);
  // An address that another person sent says where the page begins, not how many rows are before it.
  const isPlaced = isFirst || view.pagesBefore > 0;
  return (
    <nav className="pager" aria-label={texts.pages(what)}>
      <p role="status">
        {shown === 0
          ? texts.none(all)
          : isPlaced
            ? texts.range({ from: before + 1, to: before + shown, all })
            : texts.some({ shown, all })}
      </p>
      {isCut ? <p>{texts.isCut(mostFound)}</p> : null}
      {isFirst && next === null ? null : (
        <div className="pager-ways">
          {isFirst ? null : (
            <Button kind="plain" small onPress={() => view.show(withChanges(view.query, {}))}>
              {texts.firstPage}
            </Button>
          )}
          <Button kind="plain" small unready={view.pagesBefore === 0} onPress={view.showPrevious}>
            {texts.previous}
          </Button>
          <Button kind="plain" small unready={next === null} onPress={() => next !== null && view.showNext(next)}>
            {texts.next}
          </Button>
        </div>
      )}
    </nav>
  );
}
