import { hostSchema, hostsApi } from "@nearside/shared/api/console/hosts.ts";
import { useLocation } from "wouter";
import { hostTexts as texts } from "../../texts/console/hosts.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { TextArea, TextField } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";

/** POST /api/console/hosts. */
export function NewHostPage() {
  const [, navigate] = useLocation();
  return (
    <Page title={texts.enrol.title} crumbs={[{ title: texts.list.title, href: "/console/hosts" }]}>
      <ChangeForm
        to={hostsApi.add}
        schema={hostSchema}
        draft="hosts.new"
        send={texts.enrol.send}
        title={texts.enrol.touch}
        back="/console/hosts"
        stale={[hostsApi.list]}
        says={(_made, { name }) => ({ says: texts.enrol.done(makeVisible(name)) })}
        onMade={() => navigate("/console/hosts")}
      >
        <TextField name="name" label={texts.enrol.name.label} hint={texts.enrol.name.hint} initial="" maxLength={259} />
        <TextArea name="key" label={texts.enrol.key.label} rows={4} isCode hint={texts.enrol.key.hint} />
      </ChangeForm>
    </Page>
  );
}
