import { groupsApi } from "@nearside/shared/api/console/groups.ts";
import { changePersonSchema, type PersonRow, peopleApi } from "@nearside/shared/api/console/people.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useLocation } from "wouter";
import { peopleTexts as texts } from "../../texts/console/people.tsx";
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
      title={texts.edit.title}
      crumbs={[
        { title: texts.list.title, href: "/console/people" },
        {
          title: reading.data === undefined ? id : makeVisible(reading.data.person.name),
          href: `/console/people/${id}`,
        },
      ]}
    >
      <Reading reading={reading} what={texts.person.what}>
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
    title: texts.edit.undo.title(name),
    verb: texts.edit.undo.verb,
    what: texts.edit.undo.what(makeVisible(before.display_name), makeVisible(before.email)),
    says: texts.edit.undo.done(name),
  };
  return (
    <ChangeForm
      to={to}
      schema={changePersonSchema}
      draft={`people.edit.${person.id}`}
      send={texts.edit.send}
      title={texts.edit.touch(name)}
      back={home}
      stale={STALE}
      says={({ changed }) => (changed ? { says: texts.edit.changed(name), undo } : { says: texts.edit.unchanged })}
      onMade={() => navigate(home)}
    >
      <TextField name="display_name" label={texts.edit.fullName} initial={person.display_name} maxLength={128} />
      <TextField
        name="email"
        label={texts.edit.email}
        type="email"
        optional
        initial={person.email ?? ""}
        maxLength={254}
      />
    </ChangeForm>
  );
}
