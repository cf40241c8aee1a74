import { clientsApi } from "@nearside/shared/api/console/clients.ts";
import { useId, useState } from "react";
import { useLocation } from "wouter";
import { clientTexts } from "../../texts/console/clients.tsx";
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

const texts = clientTexts.create;

const KINDS: readonly ClientKind[] = ["command_line", "resource_server"];

/** POST /api/console/clients, with the metadata of RFC 7591 as a form. */
export function NewClientPage() {
  const [, navigate] = useLocation();
  const [kind, setKind] = useState<ClientKind>("command_line");
  const group = useId();
  return (
    <Page title={texts.title} crumbs={[{ title: clientTexts.section, href: "/console/clients" }]}>
      <fieldset className="field choice-cards">
        <legend>{texts.kind}</legend>
        {KINDS.map((one) => (
          <label key={one}>
            <input type="radio" name={group} value={one} checked={one === kind} onChange={() => setKind(one)} />
            <span>
              <strong>{clientTexts.kinds[one]}</strong>
              <span>{texts.kindHints[one]}</span>
            </span>
          </label>
        ))}
      </fieldset>
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
        send={texts.send}
        title={texts.confirmTitle}
        back="/console/clients"
        stale={[clientsApi.list]}
        says={() => ({ says: texts.done })}
        onMade={({ id }) => navigate(`/console/clients/${id}`)}
      >
        <TextField name="client_name" label={texts.name} hint={texts.nameHint} maxLength={64} />
        {kind === "command_line" ? (
          <>
            <TextArea name="scope" label={texts.scopes} hint={texts.scopesHint} rows={3} optional isCode />
            <TextArea
              name="nearside_resources"
              label={texts.resources}
              hint={texts.resourcesHint}
              rows={3}
              optional
              isCode
            />
            <TextArea
              name="authorization_details_types"
              label={texts.detailTypes}
              hint={texts.detailTypesHint}
              rows={2}
              optional
              isCode
            />
            <NumberField
              name="token_minutes"
              label={texts.tokenMinutes}
              hint={texts.tokenMinutesHint(TOKEN_MINUTES.most)}
              initial={TOKEN_MINUTES.usual}
            />
            <NumberField
              name="login_hours"
              label={texts.loginHours}
              hint={texts.loginHoursHint(LOGIN_HOURS.most)}
              initial={LOGIN_HOURS.usual}
            />
            <TextArea
              name="redirect_uris"
              label={texts.redirects}
              hint={texts.redirectsHint}
              rows={2}
              optional
              isCode
            />
            <CheckboxField name="by_redirect" label={texts.byRedirect} hint={texts.byRedirectHint} />
            <TextArea
              name="nearside_executables"
              label={texts.executables}
              hint={texts.executablesHint}
              rows={2}
              optional
              isCode
            />
          </>
        ) : (
          <>
            <TextArea name="nearside_resources" label={texts.answersFor} hint={texts.answersForHint} rows={3} isCode />
            <TextArea name="jwks" label={texts.keys} hint={texts.keysHint} rows={8} isCode />
            <TextArea
              name="nearside_exchange.resources"
              label={texts.exchangeResources}
              hint={texts.exchangeResourcesHint}
              rows={3}
              optional
              isCode
            />
            <TextArea
              name="nearside_exchange.scopes"
              label={texts.exchangeScopes}
              hint={texts.exchangeScopesHint}
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
