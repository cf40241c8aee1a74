import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { changePersonSchema, type PersonRow, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useLocation } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { orderOf } from "../change/change-state.ts";
import { useRead } from "../data/use-read.ts";
import { TextField } from "../form/fields.tsx";
import { Page, type PageParams } from "../layout/page.tsx";
import { Reading } from "../ui/reading.tsx";

const STALE = [peopleApi.list, groupsApi.list];

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
  const before = { display_name: person.display_name, email: person.email ?? "" };
  const to = at(peopleApi.change, person.id);
  const name = makeVisible(person.name);
  const undo = {
    order: orderOf(to, before),
    title: `Give ${name} the former name and address back?`,
    verb: "Give back",
    what: `${makeVisible(before.display_name)}, ${before.email === "" ? "no address" : makeVisible(before.email)}`,
    says: `${name} has the former name and address.`,
  };
  return (
    <ChangeForm
      to={to}
      schema={changePersonSchema}
      draft={`people.edit.${person.id}`}
      send="Change"
      title={`Change ${name}`}
      back={home}
      stale={STALE}
      says={({ changed }) =>
        changed ? { says: `${name} was changed.`, undo } : { says: "All of it was so before. Nothing was changed." }
      }
      onMade={() => navigate(home)}
    >
      <TextField name="display_name" label="Full name" initial={person.display_name} maxLength={128} />
      <TextField name="email" label="E-mail" type="email" optional initial={person.email ?? ""} maxLength={254} />
    </ChangeForm>
  );
}
