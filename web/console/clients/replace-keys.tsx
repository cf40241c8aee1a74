import { type ClientAnswer, clientsApi, replaceClientKeysSchema } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { clientTexts } from "../../texts/console/clients.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { TextArea } from "../form/fields.tsx";
import { Panel } from "../ui/panel.tsx";
import { jsonIn } from "./client-metadata.ts";

const texts = clientTexts.keys;

/** POST /api/console/clients/:id/keys. Gives an API another key; everything else about it stays. */
export function ReplaceKeys({ client }: Pick<ClientAnswer, "client">) {
  const name = makeVisible(client.name);
  return (
    <Panel title={texts.title}>
      <p>{texts.says}</p>
      <ChangeForm
        to={at(clientsApi.replaceKeys, client.id)}
        schema={replaceClientKeysSchema}
        changeOf={(values) => ({ jwks: jsonIn(values["jwks"]) })}
        draft={`clients.keys.${client.id}`}
        send={texts.send}
        title={texts.confirmTitle(name)}
        stale={[clientsApi.list]}
        says={() => ({ says: texts.done(name) })}
      >
        <TextArea name="jwks" label={texts.field} hint={texts.hint} rows={6} isCode />
      </ChangeForm>
    </Panel>
  );
}
