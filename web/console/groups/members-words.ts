import type { membersAnswerSchema } from "@nearside/shared/api/console/groups.ts";
import type * as v from "valibot";
import { makeVisible } from "../../ui/make-visible.ts";
import type { Toast } from "../layout/toasts.tsx";

/** What a change of members makes stale. */
export const STALE_WITH_MEMBERS = ["/api/console/groups", "/api/console/people"];

export const countOfPeople = (count: number): string => `${count} ${count === 1 ? "person" : "people"}`;

/** What is said once members came and went: who really did is what taking it back undoes. */
export function takenBack(
  { added, removed }: v.InferOutput<typeof membersAnswerSchema>,
  group: { readonly id: string; readonly name: string } | undefined,
): Toast {
  if (added.length + removed.length === 0) return { says: "All of it was so before. Nobody came or went." };
  const name = group === undefined ? "the group" : makeVisible(group.name);
  const says = [
    ...(added.length > 0 ? [`${countOfPeople(added.length)} came into ${name}.`] : []),
    ...(removed.length > 0 ? [`${countOfPeople(removed.length)} went out of ${name}.`] : []),
  ].join(" ");
  if (group === undefined) return { says };
  return {
    says,
    undo: {
      order: { path: `/api/console/groups/${group.id}/members`, change: { add: removed, remove: added } },
      title: `Make the members of ${name} what they were?`,
      verb: "Take it back",
      what: [
        ...(added.length > 0 ? [`Out again: ${countOfPeople(added.length)}.`] : []),
        ...(removed.length > 0 ? [`In again: ${countOfPeople(removed.length)}.`] : []),
      ].join(" "),
      stale: STALE_WITH_MEMBERS,
      says: `The members of ${name} are what they were.`,
    },
  };
}
