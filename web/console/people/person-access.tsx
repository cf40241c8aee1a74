import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { machinesApi } from "@nearside/shared/api/console/machines.ts";
import { type PersonRow, peopleApi, suspendPersonSchema } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { isPrivileged } from "@nearside/shared/roles.ts";
import { useLocation } from "wouter";
import { leavingTexts as texts } from "../../texts/console/leaving.tsx";
import { peopleTexts } from "../../texts/console/people.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { orderOf } from "../change/change-state.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { DangerousAction, DangerPanel } from "../change/danger-panel.tsx";
import { useChange } from "../change/use-change.ts";
import { TextField } from "../form/fields.tsx";
import { useMay, useSession } from "../session/use-session.ts";
import { LinkButton } from "../ui/link-button.tsx";
import { Panel } from "../ui/panel.tsx";
import { OffboardingReport } from "./offboarding-report.tsx";

const STALE = [peopleApi.list, machinesApi.list, groupsApi.list];

/** Suspends, reactivates, removes or offboards a person. */
export function PersonAccess({ person, removable }: { person: PersonRow; removable: boolean }) {
  const may = useMay();
  const self = useSession().user.id === person.id;
  if (person.state === "offboarded") return <OffboardingReport person={person.id} />;
  if (!may("people.manage")) return null;
  if (isPrivileged(person.role) && !may("roles.manage"))
    return (
      <Panel title={texts.ownersOnly.title}>
        <p>{texts.ownersOnly.says}</p>
      </Panel>
    );
  if (self && !removable) return null;
  return (
    <>
      {self || person.state === "active" ? null : <Reactivate person={person} />}
      <DangerPanel>
        {self || person.state !== "active" ? null : <Suspend person={person} />}
        {removable ? <Remove person={person} /> : <Offboard person={person} />}
      </DangerPanel>
    </>
  );
}

const calledOf = (person: PersonRow) => peopleTexts.who(makeVisible(person.display_name), makeVisible(person.name));

function Suspend({ person }: { person: PersonRow }) {
  const who = calledOf(person);
  const undo = {
    order: orderOf(at(peopleApi.reactivate, person.id), {}),
    title: texts.reactivate.confirm.title(who),
    verb: texts.reactivate.send,
    what: texts.reactivate.confirm.says,
    says: texts.reactivate.done(who),
  };
  return (
    <DangerousAction title={texts.suspend.title} says={texts.suspend.says}>
      <ChangeForm
        to={at(peopleApi.suspend, person.id)}
        schema={suspendPersonSchema}
        draft={`people.suspend.${person.id}`}
        send={texts.suspend.send}
        sendKind="danger"
        title={texts.suspend.confirm.title(who)}
        confirm={{ verb: texts.suspend.send, tone: "alert", says: <p>{texts.suspend.confirm.says}</p> }}
        stale={STALE}
        says={(ended) => ({ says: texts.suspend.done(who, ended), undo })}
      >
        <TextField
          name="note"
          label={texts.suspend.note.label}
          optional
          hint={texts.suspend.note.hint}
          maxLength={256}
        />
      </ChangeForm>
    </DangerousAction>
  );
}

function Reactivate({ person }: { person: PersonRow }) {
  const who = calledOf(person);
  const reactivate = useChange({
    stale: STALE,
    says: () => ({ says: texts.reactivate.done(who) }),
  });
  return (
    <Panel title={texts.reactivate.title}>
      <p>{texts.reactivate.says}</p>
      <Button kind="plain" onPress={() => reactivate.begin({ to: at(peopleApi.reactivate, person.id), change: {} })}>
        {texts.reactivate.send}
      </Button>
      <ConfirmChange change={reactivate} title={texts.reactivate.confirm.title(who)} verb={texts.reactivate.send}>
        <p>{texts.reactivate.confirm.says}</p>
      </ConfirmChange>
    </Panel>
  );
}

function Remove({ person }: { person: PersonRow }) {
  const [, navigate] = useLocation();
  const who = calledOf(person);
  const remove = useChange({
    stale: STALE,
    says: () => ({ says: texts.remove.done(who) }),
    onMade: () => navigate("/console/people"),
  });
  return (
    <DangerousAction title={texts.remove.title} says={texts.remove.says}>
      <Button kind="danger" onPress={() => remove.begin({ to: at(peopleApi.remove, person.id), change: {} })}>
        {texts.remove.send}
      </Button>
      <ConfirmChange
        change={remove}
        title={texts.remove.confirm.title(who)}
        verb={texts.remove.send}
        tone="alert"
        typed={person.name}
      >
        <p>{texts.remove.confirm.says}</p>
      </ConfirmChange>
    </DangerousAction>
  );
}

function Offboard({ person }: { person: PersonRow }) {
  return (
    <DangerousAction title={texts.offboard.title} says={texts.offboard.says}>
      <LinkButton href={`/console/people/${person.id}/offboard`} kind="danger">
        {texts.offboard.send}
      </LinkButton>
    </DangerousAction>
  );
}
