import { groupsApi, type membersAnswerSchema } from "@nearside/shared/api/console/groups.ts";
import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type * as v from "valibot";
import { makeVisible } from "../../ui/make-visible.ts";
import { orderOf } from "../change/change-state.ts";
import type { Toast } from "../change/toast.ts";
import { useRead } from "../data/use-read.ts";
import type { Choice } from "../form/choices.ts";

const QUERY = { limit: String(MOST_ROWS) };

/**
 * Gives the first 200 groups by name, to choose from. With more groups than that, a person is put into one on the
 * group's own page.
 */
export function useGroupChoices(): readonly Choice[] {
  const { data } = useRead(groupsApi.list, { query: QUERY });
  return (data?.rows ?? []).map(({ id, name }) => ({ value: id, title: makeVisible(name) }));
}

/** All that a change of members makes stale. */
export const STALE_WITH_MEMBERS = [groupsApi.list, peopleApi.list];

export const countOfPeople = (count: number): string => `${count} ${count === 1 ? "person" : "people"}`;

/** Says who came and went. Its undo takes back those who really did, which may be fewer than were asked for. */
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
      order: orderOf(at(groupsApi.changeMembers, group.id), { add: removed, remove: added }),
      title: `Make the members of ${name} what they were?`,
      verb: "Take it back",
      what: [
        ...(added.length > 0 ? [`Out again: ${countOfPeople(added.length)}.`] : []),
        ...(removed.length > 0 ? [`In again: ${countOfPeople(removed.length)}.`] : []),
      ].join(" "),
      says: `The members of ${name} are what they were.`,
    },
  };
}
