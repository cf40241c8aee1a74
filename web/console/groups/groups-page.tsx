import { type GroupRow, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { groupTexts as texts } from "../../texts/console/groups.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { Page } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Moment } from "../ui/moment.tsx";

const COLUMNS: readonly Column<GroupRow>[] = [
  { id: "name", title: texts.list.name, sort: "name", cell: ({ name }) => <Named text={name} /> },
  { id: "description", title: texts.list.description, cell: ({ description }) => <Named text={description} /> },
  { id: "members", title: texts.list.members, cell: ({ members }) => members, isNumber: true },
  {
    id: "created_at",
    title: texts.list.created,
    sort: "created_at",
    cell: (group) => <Moment at={group.created_at} />,
    onlyWide: true,
  },
];

/** GET /api/console/groups, as a list. */
export function GroupsPage() {
  const mayManage = useMay()("groups.manage");
  const make = mayManage ? <LinkButton href="/console/groups/new">{texts.list.create}</LinkButton> : undefined;
  return (
    <Page title={texts.list.title} lead={texts.list.lead} actions={make}>
      <DataTable
        what={texts.list.what}
        list={groupsApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ name }) => makeVisible(name)}
        hrefOf={({ id }) => `/console/groups/${id}`}
        search={texts.list.search}
        exportList={groupsApi.exportList}
        empty={{
          ...texts.list.empty,
          action: make,
        }}
      />
    </Page>
  );
}
