import { groupSchema, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { useLocation } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { Page } from "../layout/page.tsx";
import { GroupFields } from "./group-fields.tsx";

/** POST /api/console/groups. */
export function NewGroupPage() {
  const [, navigate] = useLocation();
  return (
    <Page title="Make a group" crumbs={[{ title: "Groups", href: "/console/groups" }]}>
      <ChangeForm
        to={groupsApi.create}
        schema={groupSchema}
        draft="groups.new"
        send="Make the group"
        title="Make this group"
        back="/console/groups"
        stale={[groupsApi.list]}
        says={(_made, { name }) => ({ says: `The group ${makeVisible(name)} is there, with nobody in it yet.` })}
        onMade={({ id }) => navigate(`/console/groups/${id}`)}
      >
        <GroupFields />
      </ChangeForm>
    </Page>
  );
}
