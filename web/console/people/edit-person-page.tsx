import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { changePersonSchema, type PersonRow, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useLocation } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { orderOf } from "../change/change-state.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { useRead } from "../data/use-read.ts";
import { TextField } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { Page, type PageParams } from "../layout/page.tsx";
import { LinkButton } from "../ui/link-button.tsx";
import { Reading } from "../ui/reading.tsx";

/** POST /api/console/people/:id/change. */
export function EditPersonPage({ params }: { params: PageParams }) {
  const id = params["person"] ?? "";
  const reading = useRead(at(peopleApi.view, id));
  return (
    <Page
      title="Name and address"
      crumbs={[
        { title: "People", href: "/console/people" },
        {
          title: reading.data === undefined ? id : makeVisible(reading.data.person.name),
          href: `/console/people/${id}`,
        },
      ]}
    >
      <Reading reading={reading} what="the person">
        {({ person }) => <EditPerson person={person} />}
      </Reading>
    </Page>
  );
}

function EditPerson({ person }: { person: PersonRow }) {
  const [, navigate] = useLocation();
  const home = `/console/people/${person.id}`;
  const form = `people.edit.${person.id}`;
  const before = { display_name: person.display_name, email: person.email ?? "" };
  const change = useChange<typeof peopleApi.change>({
    stale: [peopleApi.list, groupsApi.list],
    form,
    says: ({ changed }) =>
      changed
        ? {
            says: `${makeVisible(person.name)} was changed.`,
            undo: {
              order: orderOf(at(peopleApi.change, person.id), before),
              title: `Give ${makeVisible(person.name)} the former name and address back?`,
              verb: "Give back",
              what: `${makeVisible(before.display_name)}, ${before.email === "" ? "no address" : makeVisible(before.email)}`,
              stale: [peopleApi.list, groupsApi.list],
              says: `${makeVisible(person.name)} has the former name and address.`,
            },
          }
        : { says: "All of it was so before. Nothing was changed." },
    onMade: () => navigate(home),
  });
  return (
    <>
      <Form
        schema={changePersonSchema}
        onSend={(shown) => change.begin({ to: at(peopleApi.change, person.id), change: shown }, true)}
        send="Change"
        problems={change.fields}
        draft={form}
        beside={
          <LinkButton href={home} kind="plain">
            Cancel
          </LinkButton>
        }
      >
        <TextField name="display_name" label="Full name" initial={person.display_name} maxLength={128} />
        <TextField name="email" label="E-mail" type="email" optional initial={person.email ?? ""} maxLength={254} />
      </Form>
      <ConfirmChange change={change} title={`Change ${makeVisible(person.name)}`} verb="Change" />
    </>
  );
}
