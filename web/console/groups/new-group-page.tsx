import { groupSchema, groupsApi } from "@nearside/shared/api/console/groups.ts";
import { useLocation } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { Form } from "../form/form.tsx";
import { Page } from "../layout/page.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { GroupFields } from "./group-fields.tsx";

const FORM = "groups.new";

/** POST /api/console/groups. */
export function NewGroupPage() {
  const [, navigate] = useLocation();
  const create = useChange<typeof groupsApi.create>({
    stale: [groupsApi.list],
    form: FORM,
    says: (_made, { name }: { readonly name: string; readonly description: string }) => ({
      says: `The group ${makeVisible(name)} is there, with nobody in it yet.`,
    }),
    onMade: ({ id }) => navigate(`/console/groups/${id}`),
  });
  return (
    <Page title="Make a group" crumbs={[{ title: "Groups", href: "/console/groups" }]}>
      <Form
        schema={groupSchema}
        onSend={(change) => create.begin({ to: groupsApi.create, change }, true)}
        send="Make the group"
        problems={create.fields}
        draft={FORM}
        beside={
          <LinkButton href="/console/groups" kind="plain">
            Cancel
          </LinkButton>
        }
      >
        <GroupFields />
      </Form>
      <ConfirmChange change={create} title="Make this group" verb="Make the group" />
    </Page>
  );
}
