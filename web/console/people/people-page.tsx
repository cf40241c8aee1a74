import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import { type PersonRow, peopleApi } from "@nearside/shared/api/console/people.ts";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ticketsFor } from "../enrolment/ticket-form.ts";
import type { Choice } from "../form/choices.ts";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { DataTable } from "../table/data-table.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { AddToGroup } from "./add-to-group.tsx";
import { useGroupChoices } from "./membership.ts";
import { PEOPLE_COLUMNS, PEOPLE_FILTERS } from "./people-columns.tsx";

/** Names that fit an address, at most. For more people there are groups, which get tickets as a whole. */
const MOST_IN_ADDRESS = 50;

/** GET /api/console/people, as a list. */
export function PeoplePage() {
  const may = useMay();
  const groups = useGroupChoices();
  const filters = [
    ...PEOPLE_FILTERS,
    { kind: "choice", name: "group", title: texts.filters.group, choices: groups } as const,
  ];
  const mayManage = may("people.manage");
  return (
    <Page
      title={texts.list.title}
      lead={texts.list.lead}
      actions={
        mayManage ? (
          <>
            <LinkButton href="/console/people/import" kind="plain">
              {texts.list.import}
            </LinkButton>
            <LinkButton href="/console/people/new">{texts.list.create}</LinkButton>
          </>
        ) : undefined
      }
    >
      <DataTable
        what={texts.list.what}
        list={peopleApi.list}
        columns={PEOPLE_COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => makeVisible(name)}
        hrefOf={({ id }) => `/console/people/${id}`}
        search={texts.list.search}
        mostFound={MOST_FOUND}
        filters={filters}
        exportList={peopleApi.exportList}
        empty={{
          ...texts.list.empty,
          ...(mayManage ? { action: <LinkButton href="/console/people/new">{texts.list.create}</LinkButton> } : {}),
        }}
        {...(may("groups.manage") || may("tickets.manage")
          ? {
              bulk: (rows: readonly PersonRow[], clear: () => void) => (
                <ForSelected people={rows} groups={groups} onAdded={clear} />
              ),
            }
          : {})}
      />
    </Page>
  );
}

/** The actions for the selected people. Those who have left get no ticket and join no group. */
function ForSelected({
  people,
  groups,
  onAdded,
}: {
  people: readonly PersonRow[];
  groups: readonly Choice[];
  onAdded: () => void;
}) {
  const may = useMay();
  const here = people.filter(({ state }) => state !== "offboarded");
  const active = people.filter(({ state }) => state === "active");
  return (
    <>
      {may("groups.manage") && here.length > 0 ? <AddToGroup people={here} groups={groups} onAdded={onAdded} /> : null}
      {may("tickets.manage") && active.length > 0 && active.length <= MOST_IN_ADDRESS ? (
        <LinkButton href={ticketsFor(active)} kind="plain">
          {texts.list.makeTickets}
        </LinkButton>
      ) : null}
    </>
  );
}
