import { type GroupRow, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { groupTexts as texts } from "../../texts/console/groups.tsx";
import { peopleTexts } from "../../texts/console/people.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { STALE_WITH_MEMBERS, withUndo } from "../people/membership.ts";
import { NamedPeople } from "../people/named-people.tsx";
import { PEOPLE_COLUMNS, PEOPLE_FILTERS } from "../people/people-columns.tsx";
import { useMay } from "../session/use-session.ts";
import { DataTable } from "../table/data-table.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Reading } from "../ui/reading.tsx";

/** GET /api/console/groups/:id. Lists the people of a group. */
export function GroupPage({ params }: { params: PageParams }) {
  const id = params["group"] ?? "";
  const may = useMay();
  const mayManage = may("groups.manage");
  const reading = useRead(at(groupsApi.view, id));
  const group = reading.data?.group;
  return (
    <Page
      title={texts.group.title}
      name={group?.name}
      crumbs={[{ title: texts.list.title, href: "/console/groups" }]}
      lead={group === undefined ? undefined : <Named text={group.description} />}
      actions={
        <>
          {may("tickets.manage") ? (
            <LinkButton href={`/console/enrolment/tickets/new?group=${id}`} kind="plain">
              {texts.group.makeTickets}
            </LinkButton>
          ) : null}
          {mayManage ? (
            <>
              <LinkButton href={`/console/groups/${id}/edit`} kind="plain">
                {texts.group.edit}
              </LinkButton>
              <LinkButton href="/console/people">{texts.group.addPeople}</LinkButton>
            </>
          ) : null}
        </>
      }
    >
      <Reading reading={reading} what={texts.group.what}>
        {(answer) => <Members group={answer.group} mayManage={mayManage} />}
      </Reading>
    </Page>
  );
}

function Members({ group, mayManage }: { group: GroupRow; mayManage: boolean }) {
  return (
    <DataTable
      what={texts.group.members}
      list={at(groupsApi.members, group.id)}
      columns={PEOPLE_COLUMNS}
      idOf={({ id }) => id}
      nameOf={({ name }) => makeVisible(name)}
      hrefOf={({ id }) => `/console/people/${id}`}
      search={texts.group.search}
      mostFound={MOST_FOUND}
      filters={PEOPLE_FILTERS}
      exportList={at(groupsApi.exportMembers, group.id)}
      empty={{
        ...texts.group.empty,
        action: mayManage ? <LinkButton href="/console/people">{texts.group.empty.action}</LinkButton> : null,
      }}
      {...(mayManage
        ? {
            bulk: (rows: readonly PersonRow[], clear: () => void) => (
              <RemoveMembers group={group} people={rows} onRemoved={clear} />
            ),
          }
        : {})}
    />
  );
}

function RemoveMembers({
  group,
  people,
  onRemoved,
}: {
  group: GroupRow;
  people: readonly PersonRow[];
  onRemoved: () => void;
}) {
  const change = useChange<typeof groupsApi.changeMembers>({
    stale: STALE_WITH_MEMBERS,
    says: (answer) => withUndo(answer, group),
    onMade: onRemoved,
  });
  return (
    <>
      <Button
        kind="danger"
        small
        onPress={() =>
          change.begin({
            to: at(groupsApi.changeMembers, group.id),
            change: { add: [], remove: people.map(({ id }) => id) },
          })
        }
      >
        {peopleTexts.groups.remove}
      </Button>
      <ConfirmChange
        change={change}
        title={peopleTexts.groups.removePeople(people.length, makeVisible(group.name))}
        verb={peopleTexts.groups.remove}
        tone="alert"
      >
        <NamedPeople people={people} />
        <p>{peopleTexts.groups.removeMeans}</p>
      </ConfirmChange>
    </>
  );
}
