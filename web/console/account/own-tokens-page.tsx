import { type OwnToken, ownTokensApi } from "@nearside/shared/api/console/own-tokens.ts";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import { Badge } from "../ui/badge.tsx";
import { countOf } from "../ui/count-of.ts";
import { Moment } from "../ui/moment.tsx";
import { ACCOUNT_STALE, AccountTabs } from "./account-tabs.tsx";
import { EndToken } from "./end-token.tsx";

const COLUMNS: readonly Column<OwnToken>[] = [
  { id: "client", title: "Program", cell: ({ client }) => <Named text={client.name} /> },
  { id: "scope", title: "May", cell: ({ scope }) => (scope === "" ? "no scope" : <Named text={scope} />) },
  {
    id: "resource",
    title: "At",
    cell: ({ resource }) => <Resources resource={resource} />,
  },
  {
    id: "machine",
    title: "Machine",
    cell: ({ machine }) => (
      <>
        <Named text={machine.hostname} /> {machine.is_set_aside ? <Badge tone="alert">Quarantined</Badge> : null}
      </>
    ),
  },
  { id: "since", title: "Since", sort: "created_at", cell: ({ created_at }) => <Moment at={created_at} /> },
  {
    id: "until",
    title: "At the longest until",
    sort: "expires_at",
    cell: ({ expires_at }) => <Moment at={expires_at} />,
  },
  { id: "now", title: "Access tokens now", cell: (token) => <AccessTokens token={token} />, onlyWide: true },
  { id: "end", title: "End it", cell: ({ id, client }) => <EndToken id={id} name={client.name} /> },
];

function Resources({ resource }: { resource: OwnToken["resource"] }) {
  if (resource.length === 0) return "this server";
  return (
    <ul className="plain-list">
      {resource.map((one) => (
        <li key={one}>
          <Named text={one} />
        </li>
      ))}
    </ul>
  );
}

/** Says how many access tokens are valid at this moment, and which APIs act by them. */
function AccessTokens({ token: { access_tokens, access_tokens_total: total } }: { token: OwnToken }) {
  if (total === 0) return "none";
  const actors = [...new Set(access_tokens.flatMap(({ actor }) => actor ?? []))];
  return (
    <>
      {total}
      {actors.length === 0 ? null : (
        <>
          , also used by <Named text={actors.join(", ")} />
        </>
      )}
    </>
  );
}

/** GET /api/console/account/tokens, as a list. */
export function OwnTokensPage() {
  const endAll = useChange<typeof ownTokensApi.endAll>({
    stale: ACCOUNT_STALE,
    says: ({ credentials }) => ({ says: `${countOf(credentials, "login")} ended.` }),
  });
  return (
    <Page
      title="Tokens in force"
      lead="What programs were given in your name and is still good."
      actions={
        <Button kind="plain" onPress={() => endAll.begin({ to: ownTokensApi.endAll, change: {} })}>
          End all
        </Button>
      }
    >
      <AccountTabs />
      <DataTable
        what="tokens in force"
        list={ownTokensApi.list}
        columns={COLUMNS}
        idOf={({ id }) => id}
        nameOf={({ client, machine }) => makeVisible(`${client.name} on ${machine.hostname}`)}
        search="Program's or login's id"
        empty={{
          title: "Nothing is in force",
          says: "What you log in to from a command line stands here while it is good.",
        }}
      />
      <ConfirmChange change={endAll} title="End everything that you are logged in to?" verb="End all" tone="alert">
        <p>
          Every program on every machine of yours has to log in again; what runs by itself stops. Your machines and
          passkeys stay as they are.
        </p>
      </ConfirmChange>
    </Page>
  );
}
