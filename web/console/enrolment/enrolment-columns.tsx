import type { EnrolmentRow } from "@nearside/shared/api/console/enrolments.ts";
import { Named } from "../../ui/quoted.tsx";
import { AuthenticatorName } from "../mentions/authenticator.tsx";
import type { Column } from "../table/column.ts";
import { StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { ENROLMENT_STATES, keyWords } from "./enrolment-words.ts";

export const ENROLMENT_COLUMNS: readonly Column<EnrolmentRow>[] = [
  {
    id: "machine",
    title: "Machine",
    cell: ({ kind, machine }) => (
      <>
        {kind === "browser" ? "A further browser of " : ""}
        <Named text={machine.hostname} />
      </>
    ),
  },
  { id: "user", title: "For", cell: ({ user }) => <Named text={user.name} /> },
  { id: "asked_at", title: "Asked", sort: "created_at", cell: ({ asked_at }) => <Moment at={asked_at} /> },
  { id: "key", title: "Key", cell: ({ machine }) => keyWords(machine), onlyWide: true },
  {
    id: "passkey",
    title: "Passkey",
    cell: ({ passkey }) => (passkey === null ? "none" : <AuthenticatorName authenticator={passkey.authenticator} />),
    onlyWide: true,
  },
  { id: "address", title: "From", cell: ({ address }) => address ?? "not recorded", onlyWide: true },
];

export const STATE_COLUMN: Column<EnrolmentRow> = {
  id: "state",
  title: "State",
  cell: ({ state }) => <StateBadge words={ENROLMENT_STATES[state]} />,
};

export const enrolmentHref = ({ id }: EnrolmentRow): string => `/console/enrolment/of/${id}`;
