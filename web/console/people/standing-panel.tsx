import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { type PersonRow, peopleApi, suspendPersonSchema } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { isPrivileged } from "@nearside/shared/roles.ts";
import { useLocation } from "wouter";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { orderOf } from "../change/change-state.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { TextField } from "../form/fields.tsx";
import { useMay, useSession } from "../session/use-session.ts";
import { countOf } from "../ui/count-of.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { OffboardingReport } from "./offboarding-report.tsx";

const STALE = [peopleApi.list, machinesApi.list, groupsApi.list];

/** Suspends, reactivates, removes or offboards a person. */
export function StandingPanel({ person, removable }: { person: PersonRow; removable: boolean }) {
  const may = useMay();
  const self = useSession().user.id === person.id;
  if (person.state === "offboarded") return <OffboardingReport person={person.id} />;
  if (!may("people.manage")) return null;
  if (isPrivileged(person.role) && !may("roles.manage"))
    return (
      <Panel title="Standing">
        <p>Only an owner suspends, offboards or renames owners, administrators and rule authors.</p>
      </Panel>
    );
  return (
    <>
      {self ? null : (
        <Panel title={person.state === "active" ? "Suspend" : "Reactivate"}>
          {person.state === "active" ? <Suspend person={person} /> : <Reactivate person={person} />}
        </Panel>
      )}
      {removable ? <Remove person={person} /> : self ? null : <Offboard person={person} />}
    </>
  );
}

const calledOf = (person: PersonRow) => `${makeVisible(person.display_name)} (${makeVisible(person.name)})`;

function Suspend({ person }: { person: PersonRow }) {
  const who = calledOf(person);
  const undo = {
    order: orderOf(at(peopleApi.reactivate, person.id), {}),
    title: `Reactivate ${who}?`,
    verb: "Reactivate",
    what: "They may log in again. What was ended stays ended.",
    says: `${who} may log in again.`,
  };
  return (
    <>
      <p>
        Suspended, they can log in nowhere, and what they had open ends. Their machines stay enrolled, for when they are
        reactivated.
      </p>
      <ChangeForm
        to={at(peopleApi.suspend, person.id)}
        schema={suspendPersonSchema}
        draft={`people.suspend.${person.id}`}
        send="Suspend"
        sendKind="plain"
        title={`Suspend ${who}?`}
        confirm={{
          verb: "Suspend",
          tone: "alert",
          says: (
            <p>
              All their open logins and credentials end at once, on every machine. It can be taken back; what ended
              stays ended.
            </p>
          ),
        }}
        stale={STALE}
        says={({ logins, credentials }) => ({
          says: `${who} is suspended. Ended with it: ${countOf(logins, "open login")}, ${countOf(credentials, "credential")}.`,
          undo,
        })}
      >
        <TextField name="note" label="Note" optional hint="Stands in the security log." maxLength={256} />
      </ChangeForm>
    </>
  );
}

function Reactivate({ person }: { person: PersonRow }) {
  const who = calledOf(person);
  const reactivate = useChange({
    stale: STALE,
    says: () => ({ says: `${who} may log in again.` }),
  });
  return (
    <>
      <p>They are suspended: nothing of theirs is let in.</p>
      <Button kind="plain" onPress={() => reactivate.begin({ to: at(peopleApi.reactivate, person.id), change: {} })}>
        Reactivate
      </Button>
      <ConfirmChange change={reactivate} title={`Reactivate ${who}?`} verb="Reactivate">
        <p>They may log in again on the machines that are still in force. What was ended stays ended.</p>
      </ConfirmChange>
    </>
  );
}

function Remove({ person }: { person: PersonRow }) {
  const [, navigate] = useLocation();
  const who = calledOf(person);
  const remove = useChange({
    stale: STALE,
    says: () => ({ says: `${who} was removed.` }),
    onMade: () => navigate("/console/people"),
  });
  return (
    <Panel title="Remove">
      <p>They never enrolled anything, so they can be removed as if they had never been here. Their tickets end.</p>
      <Button kind="plain" onPress={() => remove.begin({ to: at(peopleApi.remove, person.id), change: {} })}>
        Remove
      </Button>
      <ConfirmChange change={remove} title={`Remove ${who}?`} verb="Remove" tone="alert" typed={person.name}>
        <p>Their open tickets and memberships end with it. This cannot be taken back.</p>
      </ConfirmChange>
    </Panel>
  );
}

function Offboard({ person }: { person: PersonRow }) {
  return (
    <Panel title="Leaving">
      <p>Offboarding ends all that is theirs at once, for good, and gives a signed report of it.</p>
      <LinkButton href={`/console/people/${person.id}/offboard`} kind="plain">
        Offboard
      </LinkButton>
    </Panel>
  );
}
