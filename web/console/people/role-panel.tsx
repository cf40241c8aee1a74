import { changeRoleSchema, type PersonRow, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { isPrivileged, PERMISSIONS, ROLE_NAMES, ROLES, type Role, may as roleMay } from "@nearside/shared/roles.ts";
import { useState } from "react";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { orderOf } from "../change/change-state.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { choicesOf } from "../form/choices.ts";
import { SelectField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { useMay, useSession } from "../session/use-session.ts";
import { Panel } from "../ui/panel.tsx";

/** Changes a person's role. Only owners may, and never their own. */
export function RolePanel({ person }: { person: PersonRow }) {
  const may = useMay();
  const self = useSession().user.id === person.id;
  if (!may("roles.manage") || person.state === "offboarded") return null;
  return (
    <Panel title={texts.role.title}>
      {self ? <p>{texts.role.own}</p> : <GiveRole key={person.role} person={person} />}
    </Panel>
  );
}

function GiveRole({ person }: { person: PersonRow }) {
  const who = texts.who(makeVisible(person.display_name), makeVisible(person.name));
  const [wanted, setWanted] = useState<Role>(person.role);
  const give = useChange<typeof peopleApi.changeRole>({
    stale: [peopleApi.list],
    says: (_made, { role }) => ({
      says: texts.role.changed(who, ROLE_NAMES[role]),
      undo: {
        order: orderOf(at(peopleApi.changeRole, person.id), { role: person.role }),
        title: texts.role.undo.title(who, ROLE_NAMES[person.role]),
        verb: texts.role.send,
        what: texts.role.undo.what,
        says: texts.role.undo.done(who, ROLE_NAMES[person.role]),
      },
    }),
  });
  return (
    <>
      <Form
        schema={changeRoleSchema}
        onSend={(change) => {
          setWanted(change.role);
          give.begin({ to: at(peopleApi.changeRole, person.id), change });
        }}
        send={texts.role.send}
        sendKind="plain"
      >
        <SelectField
          name="role"
          label={texts.role.label}
          choices={choicesOf(ROLES, ROLE_NAMES)}
          initial={person.role}
        />
      </Form>
      <ConfirmChange
        change={give}
        title={texts.role.confirm(who, ROLE_NAMES[wanted])}
        verb={texts.role.send}
        tone={isPrivileged(person.role) && !isPrivileged(wanted) ? "alert" : "near"}
      >
        <p>{texts.role.list}</p>
        <ul>
          {Object.entries(PERMISSIONS)
            .filter(([permission]) => roleMay(wanted, permission as keyof typeof PERMISSIONS))
            .map(([permission, says]) => (
              <li key={permission}>{says}</li>
            ))}
        </ul>
        {isPrivileged(wanted) && !isPrivileged(person.role) ? <p>{texts.role.warning}</p> : null}
      </ConfirmChange>
    </>
  );
}
