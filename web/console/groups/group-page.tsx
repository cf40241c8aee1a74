import { type GroupRow, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { MOST_FOUND } from "@nearside/shared/api/console/list.ts";
import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { countOfPeople, STALE_WITH_MEMBERS, takenBack } from "../people/membership.ts";
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
      title="A group"
      name={group?.name}
      crumbs={[{ title: "Groups", href: "/console/groups" }]}
      lead={group === undefined ? undefined : <Named text={group.description} />}
      actions={
        <>
          {may("tickets.manage") ? (
            <LinkButton href={`/console/enrolment/tickets/new?group=${id}`} kind="plain">
              Make tickets
            </LinkButton>
          ) : null}
          {mayManage ? (
            <>
              <LinkButton href={`/console/groups/${id}/edit`} kind="plain">
                Change or delete
              </LinkButton>
              <LinkButton href="/console/people">Put people into it</LinkButton>
            </>
          ) : null}
        </>
      }
    >
      <Reading reading={reading} what="the group">
        {(answer) => <Members group={answer.group} mayManage={mayManage} />}
      </Reading>
    </Page>
  );
}

function Members({ group, mayManage }: { group: GroupRow; mayManage: boolean }) {
  return (
    <DataTable
      what="members"
      list={at(groupsApi.members, group.id)}
      columns={PEOPLE_COLUMNS}
      idOf={({ id }) => id}
      nameOf={({ name }) => makeVisible(name)}
      hrefOf={({ id }) => `/console/people/${id}`}
      search="Name or e-mail"
      mostFound={MOST_FOUND}
      filters={PEOPLE_FILTERS}
      exportList={at(groupsApi.exportMembers, group.id)}
      empty={{
        title: "Nobody is in it yet",
        says: "Select people in the list of people, and put them into this group.",
        action: mayManage ? <LinkButton href="/console/people">Go to the list of people</LinkButton> : null,
      }}
      {...(mayManage
        ? {
            bulk: (rows: readonly PersonRow[], clear: () => void) => (
              <TakeOut group={group} people={rows} onTaken={clear} />
            ),
          }
        : {})}
    />
  );
}

function TakeOut({ group, people, onTaken }: { group: GroupRow; people: readonly PersonRow[]; onTaken: () => void }) {
  const change = useChange<typeof groupsApi.changeMembers>({
    stale: STALE_WITH_MEMBERS,
    says: (answer) => takenBack(answer, group),
    onMade: onTaken,
  });
  return (
    <>
      <Button
        kind="plain"
        small
        onPress={() =>
          change.begin({
            to: at(groupsApi.changeMembers, group.id),
            change: { add: [], remove: people.map(({ id }) => id) },
          })
        }
      >
        Take out
      </Button>
      <ConfirmChange
        change={change}
        title={`Take ${countOfPeople(people.length)} out of ${makeVisible(group.name)}?`}
        verb="Take out"
        tone="alert"
      >
        <NamedPeople people={people} />
      </ConfirmChange>
    </>
  );
}
