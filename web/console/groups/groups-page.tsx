import { type GroupRow, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";

const COLUMNS: readonly Column<GroupRow>[] = [
  { id: "name", title: "Name", sort: "name", cell: ({ name }) => <Named text={name} /> },
  { id: "description", title: "What for", cell: ({ description }) => <Named text={description} /> },
  { id: "members", title: "Members", cell: ({ members }) => members, isNumber: true },
  {
    id: "created_at",
    title: "Since",
    sort: "created_at",
    cell: (group) => <Moment at={group.created_at} />,
    onlyWide: true,
  },
];

/** GET /api/console/groups, as a list. */
export function GroupsPage() {
  const mayManage = useMay()("groups.manage");
  const make = mayManage ? <LinkButton href="/console/groups/new">Make a group</LinkButton> : undefined;
  return (
    <Page
      title="Groups"
      lead="People who belong together: tickets can be made for all of a group at once."
      actions={make}
    >
      <DataTable
        what="groups"
        list={groupsApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => makeVisible(name)}
        hrefOf={({ id }) => `/console/groups/${id}`}
        search="Name"
        exportList={groupsApi.exportList}
        empty={{
          title: "There is no group yet",
          says: "Make one, then put people into it from the list of people.",
          action: make,
        }}
      />
    </Page>
  );
}
