import { type PersonLogin, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import type { PageParams } from "../layout/page.tsx";
import { loginWords } from "../mentions/login.tsx";
import { useMay } from "../session/use-session.ts";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { PersonFrame } from "./person-frame.tsx";

const COLUMNS: readonly Column<PersonLogin>[] = [
  { id: "id", title: texts.logins.id, cell: ({ id }) => <Exact text={id} /> },
  {
    id: "state",
    title: texts.logins.state,
    cell: ({ state }) => <StateBadge words={loginWords(state)} />,
  },
  { id: "client_id", title: texts.logins.program, cell: (login) => <Named text={login.client_id} /> },
  { id: "hostname", title: texts.logins.machine, cell: ({ hostname }) => <Named text={hostname} /> },
  {
    id: "created_at",
    title: texts.logins.started,
    sort: "expires_at",
    cell: (login) => <Moment at={login.created_at} />,
  },
  { id: "decided_at", title: texts.logins.decided, cell: (login) => <Moment at={login.decided_at} />, onlyWide: true },
];

/** GET /api/console/people/:id/logins. */
export function PersonLoginsPage({ params }: { params: PageParams }) {
  const id = params["person"] ?? "";
  const may = useMay();
  return (
    <PersonFrame id={id}>
      {() => (
        <DataTable
          what={texts.logins.what}
          list={at(peopleApi.logins, id)}
          columns={COLUMNS}
          idOf={(login) => login.id}
          nameOf={(login) => login.id}
          {...(may("log.read") ? { hrefOf: ({ id: login }: PersonLogin) => `/console/log/login/${login}` } : {})}
          search={texts.logins.search}
          empty={texts.logins.empty}
        />
      )}
    </PersonFrame>
  );
}
