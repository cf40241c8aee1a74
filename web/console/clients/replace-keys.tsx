import { type ClientAnswer, clientsApi, replaceClientKeysSchema } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { makeVisible } from "../../ui/make-visible.ts";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { TextArea } from "../form/fields.tsx";
import { Form } from "../form/form.tsx";
import { Panel } from "../ui/panel.tsx";
import { jsonIn } from "./client-metadata.ts";

const STALE = [clientsApi.list];

/** POST /api/console/clients/:id/keys. Gives an API another key; everything else about it stays. */
export function ReplaceKeys({ client }: Pick<ClientAnswer, "client">) {
  const name = makeVisible(client.name);
  const draft = `clients.keys.${client.id}`;
  const replace = useChange({
    stale: STALE,
    form: draft,
    says: () => ({ says: `${name} has new keys.` }),
  });
  return (
    <Panel title="Replace its keys">
      <p>
        It keeps its id, and nothing that it did ends. To change over without a gap, give the old key and the new one
        first, and the new one alone once the API signs with it.
      </p>
      <Form
        schema={replaceClientKeysSchema}
        changeOf={(values) => ({ jwks: jsonIn(values["jwks"]) })}
        onSend={(change) => replace.begin({ to: at(clientsApi.replaceKeys, client.id), change }, true)}
        send="Replace them"
        problems={replace.fields}
        draft={draft}
      >
        <TextArea
          name="jwks"
          label="Public keys"
          hint="A JWK Set: ES256, ES384, Ed25519 or PS256, where there are several each with a kid. Never a private key."
          rows={6}
          isCode
        />
      </Form>
      <ConfirmChange change={replace} title={`Replace the keys of ${name}?`} verb="Replace them">
        <p>From that moment on it proves itself by these keys, and by no other.</p>
      </ConfirmChange>
    </Panel>
  );
}
