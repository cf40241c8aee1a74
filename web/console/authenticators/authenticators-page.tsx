import { type AuthenticatorRow, authenticatorsApi } from "@nearside/shared/api/console/authenticators.ts";
import { LEVEL_WORDS, NO_AAGUID } from "@nearside/shared/passkey/authenticator.ts";
import { numberText } from "@nearside/shared/text/amounts.ts";
import { Link } from "wouter";
import { authenticatorTexts } from "../../texts/console/authenticators.tsx";
import { Exact } from "../../ui/quoted.tsx";
import { useRead } from "../data/use-read.ts";
import { Page } from "../layout/page.tsx";
import type { Column } from "../table/column.ts";
import { DataTable } from "../table/data-table.tsx";
import type { Filter } from "../table/filters.tsx";
import { Badge } from "../ui/badge.tsx";
import { AuthenticatorModel } from "./authenticator-model.tsx";
import { AuthenticatorTabs } from "./authenticator-tabs.tsx";
import { MetadataNotice } from "./metadata-notice.tsx";

const texts = authenticatorTexts.list;

const COLUMNS: readonly Column<AuthenticatorRow>[] = [
  { id: "name", title: texts.model, sort: "name", cell: (row) => <AuthenticatorModel {...row} /> },
  {
    id: "standing",
    title: texts.proof,
    cell: ({ compromise, attested, passkeys }) =>
      compromise !== null ? (
        <Badge tone="alert">{authenticatorTexts.compromises[compromise]}</Badge>
      ) : attested === passkeys ? (
        <Badge tone="near">{texts.attested}</Badge>
      ) : (
        <Badge tone="plain">{attested === 0 ? texts.claimed : texts.partlyClaimed}</Badge>
      ),
  },
  {
    id: "certification",
    title: texts.certification,
    cell: ({ certification, attested }) =>
      certification === null
        ? texts.notCertified
        : attested === 0
          ? texts.certifiedIfGenuine(LEVEL_WORDS[certification])
          : LEVEL_WORDS[certification],
    onlyWide: true,
  },
  {
    id: "passkeys",
    title: texts.passkeys,
    sort: "passkeys",
    cell: ({ passkeys }) => numberText(passkeys),
    isNumber: true,
  },
  {
    id: "attested",
    title: texts.attestedCount,
    sort: "attested",
    cell: ({ attested }) => numberText(attested),
    isNumber: true,
  },
  { id: "unfit", title: texts.unfitCount, sort: "unfit", cell: ({ unfit }) => numberText(unfit), isNumber: true },
  {
    id: "aaguid",
    title: texts.aaguid,
    sort: "aaguid",
    // A model that metadata does not name is shown by its AAGUID already.
    cell: ({ aaguid, name }) =>
      aaguid === NO_AAGUID || name === null ? null : (
        <span className="cell-host">
          <Exact text={aaguid} />
        </span>
      ),
    onlyWide: true,
  },
];

const FILTERS: readonly Filter[] = [
  {
    kind: "choice",
    name: "standing",
    title: texts.proof,
    choices: Object.entries(texts.withModel).map(([value, title]) => ({ value, title })),
  },
];

/** Lists the authenticators that are in use. */
export function AuthenticatorsPage() {
  const state = useRead(authenticatorsApi.state);
  return (
    <Page title={texts.title} lead={texts.lead}>
      <AuthenticatorTabs />
      {state.data === undefined ? null : (
        <MetadataNotice
          state={state.data}
          more={<Link href="/console/authenticators/metadata">{texts.seeMetadata}</Link>}
        />
      )}
      <DataTable
        what={texts.what}
        list={authenticatorsApi.list}
        columns={COLUMNS}
        idOf={({ aaguid }) => aaguid}
        nameOf={({ name, aaguid }) => name ?? aaguid}
        search={texts.search}
        filters={FILTERS}
        exportList={authenticatorsApi.exportList}
        empty={texts.empty}
      />
    </Page>
  );
}
