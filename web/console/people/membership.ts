import { groupsApi, type membersAnswerSchema } from "@nearside/shared/api/console/groups.ts";
import { MOST_ROWS } from "@nearside/shared/api/console/list.ts";
import { peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import type * as v from "valibot";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { orderOf } from "../change/change-state.ts";
import type { Toast } from "../change/toast.ts";
import { useRead } from "../data/use-read.ts";
import type { Choice } from "../form/choices.ts";

const QUERY = { limit: String(MOST_ROWS) };

/**
 * Gives the first 200 groups by name, to choose from. With more groups than that, a person is added to one on the
 * group's own page.
 */
export function useGroupChoices(): readonly Choice[] {
  const { data } = useRead(groupsApi.list, { query: QUERY });
  return (data?.rows ?? []).map(({ id, name }) => ({ value: id, title: makeVisible(name) }));
}

/** All that a change of members makes stale. */
export const STALE_WITH_MEMBERS = [groupsApi.list, peopleApi.list];

/** Says who came and went. Its undo covers those who really did, which may be fewer than were asked for. */
export function withUndo(
  { added, removed }: v.InferOutput<typeof membersAnswerSchema>,
  group: { readonly id: string; readonly name: string } | undefined,
): Toast {
  if (added.length + removed.length === 0) return { says: texts.groups.unchanged };
  const name = group === undefined ? texts.groups.thisGroup : makeVisible(group.name);
  const says = [
    ...(added.length > 0 ? [texts.groups.added(added.length, name)] : []),
    ...(removed.length > 0 ? [texts.groups.removed(removed.length, name)] : []),
  ].join(" ");
  if (group === undefined) return { says };
  return {
    says,
    undo: {
      order: orderOf(at(groupsApi.changeMembers, group.id), { add: removed, remove: added }),
      title: texts.groups.undo.title(name),
      verb: texts.groups.undo.verb,
      what: [
        ...(added.length > 0 ? [texts.groups.undo.removesAgain(added.length)] : []),
        ...(removed.length > 0 ? [texts.groups.undo.addsAgain(removed.length)] : []),
      ].join(" "),
      says: texts.groups.undo.done(name),
    },
  };
}
