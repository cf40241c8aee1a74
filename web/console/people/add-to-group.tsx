import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useId, useState } from "react";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import type { Choice } from "../form/choices.ts";
import { STALE_WITH_MEMBERS, withUndo } from "./membership.ts";
import { NamedPeople } from "./named-people.tsx";

/** Puts those people into one group. People who are in it already stay in it. */
export function AddToGroup({
  people,
  groups,
  onAdded,
}: {
  people: readonly PersonRow[];
  groups: readonly Choice[];
  onAdded: () => void;
}) {
  const id = useId();
  const [chosen, setChosen] = useState("");
  const group = groups.find(({ value }) => value === chosen) ?? groups[0];
  const change = useChange<typeof groupsApi.changeMembers>({
    stale: STALE_WITH_MEMBERS,
    says: (answer) => withUndo(answer, { id: group?.value ?? "", name: group?.title ?? "" }),
    onMade: onAdded,
  });
  if (group === undefined) return null;
  return (
    <>
      <div className="filter">
        <label className="unseen" htmlFor={id}>
          {texts.groups.group}
        </label>
        <select id={id} value={group.value} onChange={(event) => setChosen(event.currentTarget.value)}>
          {groups.map(({ value, title }) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </select>
      </div>
      <Button
        kind="near"
        small
        onPress={() =>
          change.begin({
            to: at(groupsApi.changeMembers, group.value),
            change: { add: people.map((person) => person.id), remove: [] },
          })
        }
      >
        {texts.groups.add}
      </Button>
      <ConfirmChange
        change={change}
        title={texts.groups.addPeople(people.length, makeVisible(group.title))}
        verb={texts.groups.add}
      >
        <NamedPeople people={people} />
        <p>{texts.groups.addMeans}</p>
      </ConfirmChange>
    </>
  );
}
