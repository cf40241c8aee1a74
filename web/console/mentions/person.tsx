import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import { Link } from "wouter";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { Named } from "../../ui/quoted.tsx";
import { useMay } from "../session/use-session.ts";
import type { BadgeWords } from "../ui/badge.tsx";

/** Title and tone of the badge that shows a person's state. */
export const PERSON_STATES: Readonly<Record<PersonRow["state"], BadgeWords>> = {
  active: { title: texts.states.active, tone: "near" },
  suspended: { title: texts.states.suspended, tone: "wait" },
  offboarded: { title: texts.states.offboarded, tone: "plain" },
};

/** Names a person, and links to their page for those who may open it. */
export function PersonLink({ person: { id, name } }: { person: { readonly id: string; readonly name: string } }) {
  return useMay()("people.read") ? (
    <Link href={`/console/people/${id}`}>
      <Named text={name} />
    </Link>
  ) : (
    <Named text={name} />
  );
}
