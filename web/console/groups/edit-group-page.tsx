import { type GroupRow, groupSchema, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useLocation } from "wouter";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { orderOf } from "../change/change-state.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { Page, type PageParams } from "../layout/page.tsx";
import { countOfPeople, STALE_WITH_MEMBERS } from "../people/membership.ts";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { GroupFields } from "./group-fields.tsx";

/** POST /api/console/groups/:id/change and …/delete. */
export function EditGroupPage({ params }: { params: PageParams }) {
  const id = params["group"] ?? "";
  const reading = useRead(at(groupsApi.view, id));
  const name = reading.data === undefined ? id : makeVisible(reading.data.group.name);
  return (
    <Page
      title="Change the group"
      crumbs={[
        { title: "Groups", href: "/console/groups" },
        { title: name, href: `/console/groups/${id}` },
      ]}
    >
      <Reading reading={reading} what="the group">
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
    title: `Call the group ${makeVisible(name)} again?`,
    verb: "Take it back",
    what: makeVisible(description),
    says: `The group is called ${makeVisible(name)} again.`,
  };
  return (
    <ChangeForm
      to={to}
      schema={groupSchema}
      draft={`groups.edit.${group.id}`}
      send="Change"
      title={`Change the group ${makeVisible(name)}`}
      back={home}
      stale={STALE_WITH_MEMBERS}
      says={() => ({ says: "The group was changed.", undo })}
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
    says: () => ({ says: `The group ${name} was deleted.` }),
    onMade: () => navigate("/console/groups"),
  });
  return (
    <Panel title="Delete it">
      <p>Its members stay who they are. Whatever names the group, such as a rule, finds it no more.</p>
      <Button kind="plain" onPress={() => remove.begin({ to: at(groupsApi.delete, group.id), change: {} })}>
        Delete the group
      </Button>
      <ConfirmChange change={remove} title={`Delete the group ${name}?`} verb="Delete" tone="alert" typed={name}>
        <p>{countOfPeople(group.members)} will be in it no more. This cannot be taken back.</p>
      </ConfirmChange>
    </Panel>
  );
}
