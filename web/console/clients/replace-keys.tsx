import { type ClientAnswer, clientsApi, replaceClientKeysSchema } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { ChangeForm } from "../change/change-form.tsx";
import { TextArea } from "../form/fields.tsx";
import { Panel } from "../ui/panel.tsx";
import { jsonIn } from "./client-metadata.ts";

/** POST /api/console/clients/:id/keys. Gives an API another key; everything else about it stays. */
export function ReplaceKeys({ client }: Pick<ClientAnswer, "client">) {
  const name = makeVisible(client.name);
  return (
    <Panel title="Replace its keys">
      <p>
        It keeps its id, and nothing that it did ends. To change over without a gap, give the old key and the new one
        first, and the new one alone once the API signs with it.
      </p>
      <ChangeForm
        to={at(clientsApi.replaceKeys, client.id)}
        schema={replaceClientKeysSchema}
        changeOf={(values) => ({ jwks: jsonIn(values["jwks"]) })}
        draft={`clients.keys.${client.id}`}
        send="Replace them"
        title={`Replace the keys of ${name}?`}
        stale={[clientsApi.list]}
        says={() => ({ says: `${name} has new keys.` })}
      >
        <TextArea
          name="jwks"
          label="Public keys"
          hint="A JWK Set: ES256, ES384, Ed25519 or PS256, where there are several each with a kid. Never a private key."
          rows={6}
          isCode
        />
      </ChangeForm>
    </Panel>
  );
}
