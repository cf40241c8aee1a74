import { clientsApi } from "@nearside/shared/api/console/clients.ts";
import { useState } from "react";
import { useLocation } from "wouter";
import { Button } from "../../ui/button.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { CheckboxField, NumberField, TextArea, TextField } from "../form/fields.tsx";
import { Page } from "../layout/page.tsx";
import {
  apiFormSchema,
  type ClientKind,
  LOGIN_HOURS,
  metadataOf,
  programFormSchema,
  TOKEN_MINUTES,
} from "./client-metadata.ts";

/** POST /api/console/clients, with the metadata of RFC 7591 as a form. */
export function NewClientPage() {
  const [, navigate] = useLocation();
  const [kind, setKind] = useState<ClientKind>("command_line");
  return (
    <Page
      title="Register a client"
      crumbs={[{ title: "Clients", href: "/console/clients" }]}
      lead="A command line is public: what proves it is the machine's key. An API proves itself by a key of its own."
    >
      <div className="panel-actions">
        <Button kind={kind === "command_line" ? "near" : "plain"} small onPress={() => setKind("command_line")}>
          A command line
        </Button>
        <Button kind={kind === "resource_server" ? "near" : "plain"} small onPress={() => setKind("resource_server")}>
          An API
        </Button>
      </div>
      <ChangeForm
        key={kind}
        to={clientsApi.register}
        schema={kind === "command_line" ? programFormSchema : apiFormSchema}
        changeOf={(values) => ({
          metadata: metadataOf(kind, values),
          token_minutes: values["token_minutes"],
          login_hours: values["login_hours"],
        })}
        draft="clients.new"
        send="Register it"
        title="Register the client"
        back="/console/clients"
        stale={[clientsApi.list]}
        says={() => ({ says: "The client was registered." })}
        onMade={({ id }) => navigate(`/console/clients/${id}`)}
      >
        <TextField
          name="client_name"
          label="Name"
          hint="Shown to people at every approval: letters, digits, single spaces and . _ + & ( ) -"
          maxLength={64}
        />
        {kind === "command_line" ? (
          <>
            <TextArea name="scope" label="Scopes" hint="What it may ask for, one a line." rows={3} optional isCode />
            <TextArea
              name="nearside_resources"
              label="APIs that its tokens go to"
              hint="Their addresses, one a line. None: this server only."
              rows={3}
              optional
              isCode
            />
            <TextArea
              name="authorization_details_types"
              label="Types of details"
              hint="That it may ask for beside scopes (RFC 9396), one a line. None: any."
              rows={2}
              optional
              isCode
            />
            <NumberField
              name="token_minutes"
              label="Minutes that a token lasts"
              hint={`From 1 to ${TOKEN_MINUTES.most}.`}
              initial={TOKEN_MINUTES.usual}
            />
            <NumberField
              name="login_hours"
              label="Hours that a login lasts"
              hint={`Until then the program renews its tokens by itself. At most ${LOGIN_HOURS.most}, a year.`}
              initial={LOGIN_HOURS.usual}
            />
            <TextArea
              name="redirect_uris"
              label="Loopback addresses that it is sent back to"
              hint="Such as http://127.0.0.1/callback, one a line. Most command lines need none."
              rows={2}
              optional
              isCode
            />
            <CheckboxField
              name="by_redirect"
              label="It only knows a redirect"
              hint="It logs in through the keeper of its machine, and gets a short-lived token that anybody who holds it can use."
            />
            <TextArea
              name="nearside_executables"
              label="Programs that may wait at those addresses"
              hint="Their paths or file names, one a line, where it only knows a redirect. None: any."
              rows={2}
              optional
              isCode
            />
          </>
        ) : (
          <>
            <TextArea
              name="nearside_resources"
              label="Addresses that it answers for"
              hint="One a line: of tokens for these it may ask."
              rows={3}
              isCode
            />
            <TextArea
              name="jwks"
              label="Public keys"
              hint="A JWK Set, by whose keys it proves itself: ES256, ES384, Ed25519 or PS256. Never a private key."
              rows={8}
              isCode
            />
            <TextArea
              name="nearside_exchange.resources"
              label="APIs that it may ask in people's names"
              hint="Their addresses, one a line: for these it may exchange the token that it was called with (RFC 8693)."
              rows={3}
              optional
              isCode
            />
            <TextArea
              name="nearside_exchange.scopes"
              label="Scopes that it may ask for there"
              hint="One a line, and never more than the person's own token has."
              rows={2}
              optional
              isCode
            />
          </>
        )}
      </ChangeForm>
    </Page>
  );
}
