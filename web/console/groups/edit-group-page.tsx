import { type GroupRow, groupSchema, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useLocation } from "wouter";
import { groupTexts as texts } from "../../texts/console/groups.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { orderOf } from "../change/change-state.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { DangerousAction, DangerPanel } from "../change/danger-panel.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { STALE_WITH_MEMBERS } from "../people/membership.ts";
import { Reading } from "../ui/reading.tsx";
import { GroupFields } from "./group-fields.tsx";

/** POST /api/console/groups/:id/change and …/delete. */
export function EditGroupPage({ params }: { params: PageParams }) {
  const id = params["group"] ?? "";
  const reading = useRead(at(groupsApi.view, id));
  const name = reading.data === undefined ? id : makeVisible(reading.data.group.name);
  return (
    <Page
      title={texts.edit.title}
      crumbs={[
        { title: texts.list.title, href: "/console/groups" },
        { title: name, href: `/console/groups/${id}` },
      ]}
    >
      <Reading reading={reading} what={texts.group.what}>
        {({ group }) => (
          <>
            <EditGroup group={group} />
            <DeleteGroup group={group} />
          </>
        )}
      </Reading>
    </Page>
  );
}

function EditGroup({ group }: { group: GroupRow }) {
  const [, navigate] = useLocation();
  const home = `/console/groups/${group.id}`;
  const { name, description } = group;
  const to = at(groupsApi.change, group.id);
  const undo = {
    order: orderOf(to, { name, description }),
    title: texts.edit.undo.title(makeVisible(name)),
    verb: texts.edit.undo.verb,
    what: texts.edit.undo.what(makeVisible(name), makeVisible(description)),
    says: texts.edit.undo.done(makeVisible(name)),
  };
  return (
    <ChangeForm
      to={to}
      schema={groupSchema}
      draft={`groups.edit.${group.id}`}
      send={texts.edit.send}
      title={texts.edit.touch(makeVisible(name))}
      back={home}
      stale={STALE_WITH_MEMBERS}
      says={() => ({ says: texts.edit.changed, undo })}
      onMade={() => navigate(home)}
    >
      <GroupFields group={group} />
    </ChangeForm>
  );
}

function DeleteGroup({ group }: { group: GroupRow }) {
  const [, navigate] = useLocation();
  const name = makeVisible(group.name);
  const remove = useChange({
    stale: STALE_WITH_MEMBERS,
    says: () => ({ says: texts.remove.done(name) }),
    onMade: () => navigate("/console/groups"),
  });
  return (
    <DangerPanel>
      <DangerousAction title={texts.remove.title} says={texts.remove.says}>
        <Button kind="danger" onPress={() => remove.begin({ to: at(groupsApi.delete, group.id), change: {} })}>
          {texts.remove.send}
        </Button>
        <ConfirmChange
          change={remove}
          title={texts.remove.confirm.title(name)}
          verb={texts.remove.verb}
          tone="alert"
          typed={name}
        >
          <p>{texts.remove.confirm.says(group.members)}</p>
        </ConfirmChange>
      </DangerousAction>
    </DangerPanel>
  );
}
