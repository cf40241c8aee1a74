import { type OwnToken, ownTokensApi } from "@nearside/shared/api/console/own-tokens.ts";
import { listText, numberText } from "@nearside/shared/text/amounts.ts";
import { ownTokensTexts as texts } from "../../texts/console/account-logins.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { Badge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { ACCOUNT_STALE, AccountTabs } from "./account-tabs.tsx";
import { EndToken } from "./end-token.tsx";

const COLUMNS: readonly Column<OwnToken>[] = [
  { id: "client", title: texts.columns.program, cell: ({ client }) => <Named text={client.name} /> },
  {
    id: "scope",
    title: texts.columns.scopes,
    cell: ({ scope }) => (scope === "" ? texts.noScope : <Named text={scope} />),
  },
  {
    id: "resource",
    title: texts.columns.apis,
    cell: ({ resource }) => <Resources resource={resource} />,
  },
  {
    id: "machine",
    title: texts.columns.machine,
    cell: ({ machine }) => (
      <div>
        <Named text={machine.hostname} />{" "}
        {machine.is_quarantined ? <Badge tone="alert">{texts.quarantined}</Badge> : null}
      </div>
    ),
  },
  {
    id: "since",
    title: texts.columns.issued,
    sort: "created_at",
    cell: ({ created_at }) => <Moment at={created_at} />,
  },
  {
    id: "until",
    title: texts.columns.until,
    sort: "expires_at",
    cell: ({ expires_at }) => <Moment at={expires_at} />,
  },
  { id: "now", title: texts.columns.now, cell: (token) => <AccessTokens token={token} />, onlyWide: true },
  { id: "end", title: texts.columns.action, cell: ({ id, client }) => <EndToken id={id} name={client.name} /> },
];

function Resources({ resource }: { resource: OwnToken["resource"] }) {
  if (resource.length === 0) return texts.thisServer;
  return (
    <ul className="plain-list">
      {resource.map((one) => (
        <li key={one}>
          <span className="cell-host">
            <Named text={one} />
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Says how many access tokens are valid at this moment, and which APIs act by them. */
function AccessTokens({ token: { access_tokens, access_tokens_total: total } }: { token: OwnToken }) {
  if (total === 0) return texts.none;
  const actors = [...new Set(access_tokens.flatMap(({ actor }) => actor ?? []))];
  const tokens = numberText(total);
  if (actors.length === 0) return tokens;
  return <div>{texts.alsoUsedBy({ tokens, apis: <Named text={listText(actors)} /> })}</div>;
}

/** GET /api/console/account/tokens, as a list. */
export function OwnTokensPage() {
  const endAll = useChange<typeof ownTokensApi.endAll>({
    stale: ACCOUNT_STALE,
    says: ({ credentials }) => ({ says: texts.endAll.done({ logins: credentials }) }),
  });
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        <Button kind="plain" small onPress={() => endAll.begin({ to: ownTokensApi.endAll, change: {} })}>
          {texts.endAll.open}
        </Button>
      }
    >
      <AccountTabs />
      <DataTable
        what={texts.what}
        list={ownTokensApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ client, machine }) => makeVisible(texts.name({ client: client.name, machine: machine.hostname }))}
        search={texts.search}
        empty={texts.empty}
      />
      <ConfirmChange change={endAll} title={texts.endAll.confirm} verb={texts.endAll.open} tone="alert">
        <p>{texts.endAll.text}</p>
      </ConfirmChange>
    </Page>
  );
}
