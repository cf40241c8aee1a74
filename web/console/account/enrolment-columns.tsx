import type { OwnEnrolment } from "@nearside/shared/api/console/own-machines.ts";
import { ownMachinesTexts } from "../../texts/console/account.tsx";
import { Named } from "../../ui/quoted.tsx";
import type { Column } from "../table/column.ts";
import { type BadgeWords, StateBadge } from "../ui/badge.tsx";
import { Moment } from "../ui/moment.tsx";
import { NotMeLink } from "./not-me-link.tsx";

const texts = ownMachinesTexts.enrolment;

const STATES: Readonly<Record<OwnEnrolment["state"], BadgeWords>> = {
  waiting: { title: texts.states.waiting, tone: "wait" },
  met: { title: texts.states.met, tone: "wait" },
  passkey: { title: texts.states.passkey, tone: "wait" },
  pending: { title: texts.states.pending, tone: "wait" },
  active: { title: texts.states.active, tone: "near" },
  refused: { title: texts.states.refused, tone: "plain" },
  expired: { title: texts.states.expired, tone: "plain" },
};

/** Lists enrolments in the person's own name, each with the way to say that it was not theirs. */
export const ENROLMENT_COLUMNS: readonly Column<OwnEnrolment>[] = [
  {
    id: "what",
    title: texts.columns.enrolment,
    cell: ({ kind, hostname }) =>
      (kind === "machine" ? texts.ofMachine : texts.ofBrowser)({ host: <Named text={hostname} /> }),
  },
  {
    id: "state",
    title: texts.columns.state,
    cell: ({ state }) => <StateBadge words={STATES[state]} />,
  },
  { id: "os", title: texts.columns.system, cell: ({ os }) => <Named text={os} />, onlyWide: true },
  { id: "when", title: texts.columns.when, cell: ({ created_at }) => <Moment at={created_at} /> },
  { id: "not_me", title: texts.columns.notMine, cell: ({ id }) => <NotMeLink thing="enrolment" id={id} /> },
];
