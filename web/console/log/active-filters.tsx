import type { LoginRow } from "@nearside/shared/api/console/logins.ts";
import { logTexts as texts } from "../../texts/console/log.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { reasonText } from "../mentions/reason-text.ts";
import { withChanges } from "../table/list-view.ts";
import type { ListNavigation } from "../table/use-list-view.ts";

const { filter: words } = texts;

/** Shows the filters that have no field, since they come from a link of another page, each with a button to remove it. */
export function ActiveFilters({ view, rows }: { view: ListNavigation; rows: readonly LoginRow[] }) {
  const active = activeFilters(view.query, rows[0]);
  if (active.length === 0) return null;
  return (
    <ul className="active-filters" aria-label={words.label}>
      {active.map(({ name, title }) => (
        <li key={name}>
          <button
            type="button"
            className="tag tag-plain"
            aria-label={words.remove(title)}
            onClick={({ currentTarget }) => {
              focusBeside(currentTarget);
              view.show(withChanges(view.query, { [name]: "" }));
            }}
          >
            {title} <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Focuses the next filter, else the one before it, else the list's first field: the button is about to go, and the focus with it. */
function focusBeside(button: HTMLButtonElement): void {
  const item = button.closest("li");
  const beside = item?.nextElementSibling ?? item?.previousElementSibling;
  const next = beside?.querySelector("button") ?? button.closest(".data-table")?.querySelector("input");
  next?.focus();
}

/** Names each filter as the first row does, which passed it; without a row by its id. */
export function activeFilters(
  { reason, person, machine, client }: Readonly<Record<string, string>>,
  row: Pick<LoginRow, "person" | "machine" | "client"> | undefined,
): readonly { readonly name: string; readonly title: string }[] {
  return [
    ...(reason === undefined ? [] : [{ name: "reason", title: words.reason(reasonText(reason)) }]),
    ...(person === undefined ? [] : [{ name: "person", title: words.person(row?.person.name ?? person) }]),
    ...(machine === undefined ? [] : [{ name: "machine", title: words.machine(row?.machine.hostname ?? machine) }]),
    ...(client === undefined ? [] : [{ name: "client", title: words.client(row?.client.name ?? client) }]),
  ].map(({ name, title }) => ({ name, title: makeVisible(title) }));
}
