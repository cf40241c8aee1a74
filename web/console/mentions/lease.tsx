import { LEASE_ENDINGS, type Lease } from "@nearside/shared/api/console/leases.ts";
import { Badge, type BadgeTone } from "../ui/badge.tsx";

const STATES: Readonly<Record<Lease["state"], { readonly title: string; readonly tone: BadgeTone }>> = {
  active: { title: "In force", tone: "near" },
  set_aside: { title: "Set aside", tone: "alert" },
  spent: { title: "Spent", tone: "plain" },
  ended: { title: "Ended", tone: "plain" },
};

/** Shows the state of a lease, and what ended it. */
export function LeaseState({ lease: { state, ended_by } }: { lease: Pick<Lease, "state" | "ended_by"> }) {
  const { title, tone } = STATES[state];
  return (
    <>
      <Badge tone={tone}>{title}</Badge>
      {ended_by === null ? null : ` ${LEASE_ENDINGS[ended_by]}`}
      {state === "set_aside" ? " until its machine is released" : null}
    </>
  );
}
