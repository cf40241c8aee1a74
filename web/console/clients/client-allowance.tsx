import { allowanceSchema, type ClientAnswer, clientsApi } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { clientTexts } from "../../texts/console/clients.tsx";
import { Button } from "../../ui/button.tsx";
import { makeVisible } from "../../ui/make-visible.ts";
import { Exact } from "../../ui/quoted.tsx";
import { ChangeForm } from "../change/change-form.tsx";
import { ConfirmChange } from "../change/confirm-change.tsx";
import { useChange } from "../change/use-change.ts";
import { TextArea } from "../form/fields.tsx";
import { useMay } from "../session/use-session.ts";
import { Panel } from "../ui/panel.tsx";
import { linesOf } from "./client-metadata.ts";

const texts = clientTexts.allowance;

const STALE = [clientsApi.list];
const DISALLOW = "disallow" as const;

interface Allowed {
  readonly client: ClientAnswer["client"];
  readonly allowed: NonNullable<ClientAnswer["allowed"]>;
}

/**
 * POST /api/console/clients/:id/allowance. Says which of an organisation's own APIs the built-in command line may ask
 * for.
 */
export function ClientAllowance({ client, allowed }: Allowed) {
  const mayManage = useMay()("clients.manage");
  return (
    <Panel title={texts.title}>
      <AllowedSoFar client={client} allowed={allowed} mayManage={mayManage} />
      {mayManage ? (
        <ChangeForm
          to={at(clientsApi.changeAllowance, client.id)}
          schema={allowanceSchema}
          changeOf={(values) => ({
            how: "allow",
            scopes: linesOf(values["scopes"]),
            resources: linesOf(values["resources"]),
          })}
          draft="clients.allowance"
          send={texts.send}
          title={texts.confirmTitle}
          stale={STALE}
          says={() => ({ says: texts.done })}
          isEmptied
        >
          <TextArea name="resources" label={texts.resources} hint={texts.resourcesHint} rows={2} optional isCode />
          <TextArea name="scopes" label={texts.scopes} hint={texts.scopesHint} rows={2} optional isCode />
        </ChangeForm>
      ) : null}
    </Panel>
  );
}

interface AllowedSoFarProps extends Allowed {
  readonly mayManage: boolean;
}

/** Lists everything that was allowed so far, each with a button to remove it. */
function AllowedSoFar({ client, allowed, mayManage }: AllowedSoFarProps) {
  const remove = useChange({
    stale: STALE,
    says: () => ({ says: texts.confirmRemove.done }),
  });
  const all = [
    ...allowed.resources.map((text) => ({ text, change: { how: DISALLOW, scopes: [], resources: [text] } })),
    ...allowed.scopes.map((text) => ({ text, change: { how: DISALLOW, scopes: [text], resources: [] } })),
  ];
  if (all.length === 0) return <p>{texts.none}</p>;
  return (
    <>
      {mayManage ? (
        <div className="panel-actions">
          {all.map(({ text, change }) => (
            <Button
              key={text}
              kind="plain"
              small
              onPress={() => remove.begin({ to: at(clientsApi.changeAllowance, client.id), change })}
            >
              {texts.remove(makeVisible(text))}
            </Button>
          ))}
        </div>
      ) : (
        <ul className="plain-list">
          {all.map(({ text }) => (
            <li key={text}>
              <Exact text={text} />
            </li>
          ))}
        </ul>
      )}
      <ConfirmChange change={remove} title={texts.confirmRemove.title} verb={texts.confirmRemove.verb} tone="alert">
        <p>{texts.confirmRemove.says}</p>
      </ConfirmChange>
    </>
  );
}
