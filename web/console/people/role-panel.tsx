import { changeRoleSchema, type PersonRow, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { isPrivileged, PERMISSIONS, ROLE_NAMES, ROLES, type Role, may as roleMay } from "@nearside/shared/roles.ts";
import { useState } from "react";
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
    <Panel title="Role">
      {self ? (
        <p>Nobody changes their own role. Another owner can change yours.</p>
      ) : (
        <GiveRole key={person.role} person={person} />
      )}
    </Panel>
  );
}

function GiveRole({ person }: { person: PersonRow }) {
  const who = `${makeVisible(person.display_name)} (${makeVisible(person.name)})`;
  const [wanted, setWanted] = useState<Role>(person.role);
  const give = useChange<typeof peopleApi.changeRole>({
    stale: [peopleApi.list],
    says: (_made, { role }) => ({
      says: `${who} is ${ROLE_NAMES[role]} now, from the next request on.`,
      undo: {
        order: orderOf(at(peopleApi.changeRole, person.id), { role: person.role }),
        title: `Make ${who} ${ROLE_NAMES[person.role]} again?`,
        verb: "Give the former role back",
        what: "It holds from their next request on.",
        says: `${who} is ${ROLE_NAMES[person.role]} again.`,
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
        send="Give this role"
        sendKind="plain"
      >
        <SelectField
          name="role"
          label="What they may do in the console"
          choices={choicesOf(ROLES, ROLE_NAMES)}
          initial={person.role}
        />
      </Form>
      <ConfirmChange
        change={give}
        title={`Make ${who} ${ROLE_NAMES[wanted]}?`}
        verb="Give this role"
        tone={isPrivileged(person.role) && !isPrivileged(wanted) ? "alert" : "near"}
      >
        <p>From their next request on they may:</p>
        <ul>
          {Object.entries(PERMISSIONS)
            .filter(([permission]) => roleMay(wanted, permission as keyof typeof PERMISSIONS))
            .map(([permission, says]) => (
              <li key={permission}>{says}</li>
            ))}
        </ul>
        {isPrivileged(wanted) && !isPrivileged(person.role) ? (
          <p>
            So may whoever sits at a machine that is enrolled in their name, whoever let it in. Go through their
            machines with them first, and revoke what is not theirs.
          </p>
        ) : null}
      </ConfirmChange>
    </>
  );
}
