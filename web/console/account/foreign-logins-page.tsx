import { type ForeignLogin, ownLoginsApi } from "@nearside/shared/api/console/own-logins.ts";
import { Link } from "wouter";
import { Exact, Named } from "../../ui/quoted.tsx";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { Badge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { ACCOUNT_CRUMBS } from "./account-tabs.tsx";

const COLUMNS: readonly Column<ForeignLogin>[] = [
  {
    id: "who",
    title: "Who started it",
    cell: ({ own }) =>
      own === null ? (
        <Badge tone="alert">Somebody else</Badge>
      ) : (
        <>
          <Badge tone="wait">You</Badge> on <Named text={own.hostname} />
        </>
      ),
  },
  { id: "at", title: "Opened", sort: "seq", cell: ({ at }) => <Moment at={at} /> },
  { id: "machine", title: "On", cell: ({ machine }) => <Named text={machine.hostname} /> },
  { id: "browser", title: "In", cell: ({ browser }) => <Named text={browser} />, onlyWide: true },
  { id: "login", title: "Login", cell: (row) => <LoginNumber row={row} /> },
];

/** Links to the login's own page if the login is the person's own. */
function LoginNumber({ row: { login, own } }: { row: ForeignLogin }) {
  return own === null ? (
    <Exact text={login} />
  ) : (
    <Link href={`/account/logins/${login}`}>
      <Exact text={login} />
    </Link>
  );
}

/** GET /api/console/account/foreign-logins. Lists what this product exists to refuse. */
export function ForeignLoginsPage() {
  return (
    <Page
      title="Started elsewhere, opened here"
      crumbs={[...ACCOUNT_CRUMBS, { title: "Logins", href: "/account/logins" }]}
      lead="Logins that were started on one machine and opened in a browser of yours on another. Nobody was let in."
    >
      <Notice tone="wait" title="If somebody sent you a link, or asked you to open one or to enter a code">
        <p>
          Do not answer, and tell your administrator, with the number of the login: by it they find in the security log
          who started it and on which machine, and stop that machine at once. That is how people are tricked into
          letting somebody else in. If you started it yourself: approve it in a browser on the machine where it runs.
        </p>
      </Notice>
      <DataTable
        what="logins"
        list={ownLoginsApi.foreign}
        columns={COLUMNS}
        idOf={({ seq }) => String(seq)}
        nameOf={({ login }) => login}
        search="Number of a login, rq_…"
        empty={{ title: "There was none", says: "A login that was started elsewhere and is opened here stands here." }}
      />
    </Page>
  );
}
