import { type AuthenticatorRow, authenticatorsApi } from "@nearside/shared/api/console/authenticators.ts";
import { LEVEL_WORDS, NO_AAGUID } from "@nearside/shared/passkey/authenticator.ts";
import { Link } from "wouter";
import { Exact } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { Badge } from "../ui/badge.tsx";
import { AuthenticatorModel } from "./authenticator-model.tsx";
import { AuthenticatorTabs } from "./authenticator-tabs.tsx";
import { COMPROMISE_WORDS } from "./authenticator-words.ts";
import { MetadataNotice } from "./metadata-notice.tsx";

const COLUMNS: readonly Column<AuthenticatorRow>[] = [
  { id: "name", title: "Model", sort: "name", cell: (row) => <AuthenticatorModel {...row} /> },
  {
    id: "standing",
    title: "Make",
    cell: ({ compromise, attested, passkeys }) =>
      compromise !== null ? (
        <Badge tone="alert">{COMPROMISE_WORDS[compromise]}</Badge>
      ) : attested === passkeys ? (
        <Badge tone="near">Attested</Badge>
      ) : (
        <Badge tone="plain">{attested === 0 ? "Claimed" : "Claimed by some"}</Badge>
      ),
  },
  {
    id: "certification",
    title: "Certified",
    cell: ({ certification, attested }) =>
      certification === null ? "no" : `${LEVEL_WORDS[certification]}${attested === 0 ? ", if it is one" : ""}`,
    onlyWide: true,
  },
  { id: "passkeys", title: "Passkeys", sort: "passkeys", cell: ({ passkeys }) => passkeys, isNumber: true },
  { id: "attested", title: "Attested", sort: "attested", cell: ({ attested }) => attested, isNumber: true },
  { id: "unfit", title: "Not taken today", sort: "unfit", cell: ({ unfit }) => unfit, isNumber: true },
  {
    id: "aaguid",
    title: "AAGUID",
    sort: "aaguid",
    cell: ({ aaguid }) => (aaguid === NO_AAGUID ? "does not say" : <Exact text={aaguid} />),
    onlyWide: true,
  },
];

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "standing",
    title: "Standing",
    choices: [
      { value: "attested", title: "With a proven make" },
      { value: "not_attested", title: "With a make that is claimed" },
      { value: "unfit", title: "Not taken today" },
      { value: "compromised", title: "Reported to be broken" },
    ],
  },
];

/** Lists the authenticators that are in use. */
export function AuthenticatorsPage() {
  const state = useRead(authenticatorsApi.state);
  return (
    <Page
      title="Authenticators"
      lead="What the passkeys of all machines are kept in. Only an attested make is proven; every other one is what the authenticator says of itself."
    >
      <AuthenticatorTabs />
      {state.data === undefined ? null : (
        <MetadataNotice
          state={state.data}
          more={<Link href="/console/authenticators/metadata">See where it comes from</Link>}
        />
      )}
      <DataTable
        what="models"
        list={authenticatorsApi.list}
        columns={COLUMNS}
        idOf={({ aaguid }) => aaguid}
        nameOf={({ name, aaguid }) => name ?? aaguid}
        search="Name or AAGUID"
        filters={FILTERS}
        exportList={authenticatorsApi.exportList}
        empty={{
          title: "No passkey is enrolled yet",
          says: "A machine's passkey is made when the machine is enrolled.",
        }}
      />
    </Page>
  );
}
