import type { EnrolmentRow } from "@nearside/shared/api/console/enrolments.ts";
import { enrolmentTexts as texts } from "../../texts/console/enrolment.tsx";
import { Named } from "../../ui/quoted.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import type { Column } from "../table/column.ts";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { ENROLMENT_STATES, keyWords } from "./enrolment-words.ts";

export const ENROLMENT_COLUMNS: readonly Column<EnrolmentRow>[] = [
  {
    id: "machine",
    title: texts.columns.machine,
    cell: ({ kind, machine: { hostname } }) =>
      kind === "browser" ? texts.columns.furtherBrowser(<Named text={hostname} />) : <Named text={hostname} />,
  },
  { id: "user", title: texts.columns.person, cell: ({ user }) => <Named text={user.name} /> },
  {
    id: "asked_at",
    title: texts.columns.started,
    sort: "created_at",
    cell: ({ asked_at }) => <Moment at={asked_at} />,
  },
  {
    id: "key",
    title: texts.columns.key,
    cell: ({ machine }) => <span className="cell-host">{keyWords(machine)}</span>,
    onlyWide: true,
  },
  {
    id: "passkey",
    title: texts.columns.passkey,
    cell: ({ passkey }) =>
      passkey === null ? texts.columns.noPasskey : <AuthenticatorName authenticator={passkey.authenticator} />,
    onlyWide: true,
  },
  {
    id: "address",
    title: texts.columns.address,
    cell: ({ address }) => address ?? texts.page.recorded.notRecorded,
    onlyWide: true,
  },
];

export const STATE_COLUMN: Column<EnrolmentRow> = {
  id: "state",
  title: texts.columns.state,
  cell: ({ state }) => <StateBadge words={ENROLMENT_STATES[state]} />,
};

export const enrolmentHref = ({ id }: EnrolmentRow): string => `/console/enrolment/of/${id}`;
