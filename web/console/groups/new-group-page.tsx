import { groupSchema, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { useLocation } from "wouter";
import { groupTexts as texts } from "../../texts/console/groups.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { Page } from "../layout/page.tsx";
import { GroupFields } from "./group-fields.tsx";

/** POST /api/console/groups. */
export function NewGroupPage() {
  const [, navigate] = useLocation();
  return (
    <Page title={texts.create.title} crumbs={[{ title: texts.list.title, href: "/console/groups" }]}>
      <ChangeForm
        to={groupsApi.create}
        schema={groupSchema}
        draft="groups.new"
        send={texts.create.send}
        title={texts.create.touch}
        back="/console/groups"
        stale={[groupsApi.list]}
        says={(_made, { name }) => ({ says: texts.create.made(makeVisible(name)) })}
        onMade={({ id }) => navigate(`/console/groups/${id}`)}
      >
        <GroupFields />
      </ChangeForm>
    </Page>
  );
}
