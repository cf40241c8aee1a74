import { LEASE_ENDINGS, type Lease } from "@nearside/shared/api/console/leases.ts";
import { mentionTexts as texts } from "../../texts/console/mentions.tsx";
import { Badge, type BadgeTone } from "../ui/badge.tsx";

const STATES: Readonly<Record<Lease["state"], { readonly title: string; readonly tone: BadgeTone }>> = {
  active: { title: texts.lease.states.active, tone: "near" },
  quarantined: { title: texts.lease.states.quarantined, tone: "alert" },
  spent: { title: texts.lease.states.spent, tone: "plain" },
  ended: { title: texts.lease.states.ended, tone: "plain" },
};

/** Shows the state of a lease, and what ended it. */
export function LeaseState({ lease: { state, ended_by } }: { lease: Pick<Lease, "state" | "ended_by"> }) {
  const { title, tone } = STATES[state];
  return (
    <>
      <Badge tone={tone}>{title}</Badge> {ended_by === null ? null : LEASE_ENDINGS[ended_by]}
      {state === "quarantined" ? texts.lease.quarantined : null}
    </>
  );
}
