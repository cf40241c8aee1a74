import { type ForeignLogin, ownLoginsApi } from "@nearside/shared/api/console/own-logins.ts";
import { Link } from "wouter";
import { accountTexts } from "../../texts/console/account.tsx";
import { ownLoginsTexts } from "../../texts/console/account-logins.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { Badge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { Notice } from "../ui/notice.tsx";
import { ACCOUNT_CRUMBS } from "./account-tabs.tsx";

const texts = ownLoginsTexts.foreign;

const COLUMNS: readonly Column<ForeignLogin>[] = [
  {
    id: "who",
    title: texts.columns.starter,
    cell: ({ own }) =>
      own === null ? (
        <Badge tone="alert">{texts.somebodyElse}</Badge>
      ) : (
        texts.youOn({ you: <Badge tone="wait">{texts.you}</Badge>, host: <Named text={own.hostname} /> })
      ),
  },
  { id: "at", title: texts.columns.opened, sort: "seq", cell: ({ at }) => <Moment at={at} /> },
  { id: "machine", title: texts.columns.machine, cell: ({ machine }) => <Named text={machine.hostname} /> },
  { id: "browser", title: texts.columns.browser, cell: ({ browser }) => <Named text={browser} />, onlyWide: true },
  { id: "login", title: texts.columns.login, cell: (row) => <LoginNumber row={row} /> },
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
      title={texts.title}
      crumbs={[...ACCOUNT_CRUMBS, { title: accountTexts.tabs.logins, href: "/account/logins" }]}
      lead={texts.lead}
    >
      <Notice tone="wait" title={texts.notice.title}>
        <p>{texts.notice.text}</p>
      </Notice>
      <DataTable
        what={texts.what}
        list={ownLoginsApi.foreign}
        columns={COLUMNS}
        idOf={({ seq }) => String(seq)}
        nameOf={({ login }) => login}
        search={texts.search}
        empty={texts.empty}
      />
    </Page>
  );
}
