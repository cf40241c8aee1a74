import { hostSchema, hostsApi } from "@nearside/shared/api/console/hosts.ts";
import { useLocation } from "wouter";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { TextArea, TextField } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";

/** POST /api/console/hosts. */
export function NewHostPage() {
  const [, navigate] = useLocation();
  return (
    <Page title="Enrol a host" crumbs={[{ title: "Hosts", href: "/console/hosts" }]}>
      <ChangeForm
        to={hostsApi.add}
        schema={hostSchema}
        draft="hosts.new"
        send="Enrol the host"
        title="Enrol this host"
        back="/console/hosts"
        stale={[hostsApi.list]}
        says={(_made, { name }) => ({ says: `${makeVisible(name)} is enrolled.` })}
        onMade={() => navigate("/console/hosts")}
      >
        <TextField
          name="name"
          label="Host"
          hint="Type it as people know it, in lower case: build-7.example.com, or build-7.example.com:2222."
          initial=""
          maxLength={259}
        />
        <TextArea
          name="key"
          label="Its public key"
          rows={4}
          isCode
          hint="The line of /etc/ssh/ssh_host_ed25519_key.pub on the host itself. A key that came over the network proves nothing until somebody compared it."
        />
      </ChangeForm>
    </Page>
  );
}
