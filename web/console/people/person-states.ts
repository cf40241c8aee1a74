import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import type { BadgeTone } from "../ui/badge.tsx";

/** A person's state, as it is shown. */
export const PERSON_STATES: Readonly<Record<PersonRow["state"], { readonly title: string; readonly tone: BadgeTone }>> =
  {
    active: { title: "Active", tone: "near" },
    suspended: { title: "Suspended", tone: "wait" },
    offboarded: { title: "Offboarded", tone: "plain" },
  };
