import type { OwnEnrolment } from "@nearside/shared/api/console/own-machines.ts";
import { Named } from "../../ui/quoted.tsx";
import type { Column } from "../table/column.ts";
import { type BadgeWords, StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { NotMeLink } from "./not-me-link.tsx";

const STATES: Readonly<Record<OwnEnrolment["state"], BadgeWords>> = {
  waiting: { title: "Waits for the browser", tone: "wait" },
  met: { title: "Waits for a passkey", tone: "wait" },
  passkey: { title: "Waits for its last proofs", tone: "wait" },
  pending: { title: "Waits to be let in", tone: "wait" },
  active: { title: "Let in", tone: "near" },
  refused: { title: "Refused", tone: "plain" },
  expired: { title: "Expired", tone: "plain" },
};

/** Lists enrolments in the person's own name, each with the way to say that it was not theirs. */
export const ENROLMENT_COLUMNS: readonly Column<OwnEnrolment>[] = [
  {
    id: "what",
    title: "What",
    cell: ({ kind, hostname }) => (
      <>
        {kind === "machine" ? "Machine" : "Browser on"} <Named text={hostname} />
      </>
    ),
  },
  {
    id: "state",
    title: "State",
    cell: ({ state }) => <StateBadge words={STATES[state]} />,
  },
  { id: "os", title: "System", cell: ({ os }) => <Named text={os} />, onlyWide: true },
  { id: "when", title: "When", cell: ({ created_at }) => <Moment at={created_at} /> },
  { id: "not_me", title: "Not yours?", cell: ({ id }) => <NotMeLink what="enrolment" id={id} /> },
];
