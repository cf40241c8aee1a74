import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import type { PersonRow } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import * as v from "valibot";
import { Link } from "wouter";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Named } from "../../ui/quoted.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { SelectField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import type { PageParams } from "../layout/page.tsx";
import { useMay } from "../session/use-session.ts";
import { Panel } from "../ui/panel.tsx";
import { STALE_WITH_MEMBERS, useGroupChoices, withUndo } from "./membership.ts";
import { PersonFrame } from "./person-frame.tsx";

/** Lists the groups that a person is in. */
export function PersonGroupsPage({ params }: { params: PageParams }) {
  const may = useMay();
  return (
    <PersonFrame id={params["person"] ?? ""}>
      {({ person }) => (
        <>
          <Panel title={texts.groups.title}>
            {person.groups.length === 0 ? (
              <p>{texts.groups.none}</p>
            ) : (
              <ul className="named-rows">
                {person.groups.map((group) => (
                  <li key={group.id}>
                    <Link href={`/console/groups/${group.id}`}>
                      <Named text={group.name} />
                    </Link>
                    {may("groups.manage") ? <RemoveFrom person={person} group={group} /> : null}
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          {may("groups.manage") && person.state !== "offboarded" ? (
            <AddTo key={person.groups.length} person={person} />
          ) : null}
        </>
      )}
    </PersonFrame>
  );
}

const calledOf = (person: PersonRow) => texts.who(makeVisible(person.display_name), makeVisible(person.name));

function RemoveFrom({ person, group }: { person: PersonRow; group: PersonRow["groups"][number] }) {
  const change = useChange<typeof groupsApi.changeMembers>({
    stale: STALE_WITH_MEMBERS,
    says: (answer) => withUndo(answer, group),
  });
  return (
    <>
      <Button
        kind="plain"
        small
        onPress={() =>
          change.begin({ to: at(groupsApi.changeMembers, group.id), change: { add: [], remove: [person.id] } })
        }
      >
        {texts.groups.remove}
      </Button>
      <ConfirmChange
        change={change}
        title={texts.groups.removeThis(calledOf(person), makeVisible(group.name))}
        verb={texts.groups.remove}
        tone="alert"
      >
        <p>{texts.groups.removeMeans}</p>
      </ConfirmChange>
    </>
  );
}

const chosenSchema = v.strictObject({ group: v.pipe(v.string(), v.minLength(1, texts.groups.chooseProblem)) });

function AddTo({ person }: { person: PersonRow }) {
  const groups = useGroupChoices().filter(({ value }) => !person.groups.some(({ id }) => id === value));
  const change = useChange<typeof groupsApi.changeMembers>({
    stale: STALE_WITH_MEMBERS,
    says: (answer) => withUndo(answer, undefined),
  });
  if (groups.length === 0) return null;
  return (
    <Panel title={texts.groups.addTitle}>
      <Form
        schema={chosenSchema}
        onSend={({ group }) =>
          change.begin({ to: at(groupsApi.changeMembers, group), change: { add: [person.id], remove: [] } }, true)
        }
        send={texts.groups.add}
        sendKind="plain"
        problems={change.fields}
      >
        <SelectField name="group" label={texts.groups.group} choices={groups} none={texts.groups.choose} />
      </Form>
      <ConfirmChange change={change} title={texts.groups.addThis(calledOf(person))} verb={texts.groups.add} />
    </Panel>
  );
}
