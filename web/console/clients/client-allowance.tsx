import { allowanceSchema, type ClientAnswer, clientsApi } from "@nearside/shared/api/console/clients.ts";
import { at } from "@nearside/shared/api/entry.ts";
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

const STALE = [clientsApi.list];
const TAKE_BACK = "take_back" as const;

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
    <Panel title="APIs of yours that it may ask for">
      <TakenBack client={client} allowed={allowed} mayManage={mayManage} />
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
          send="Let it ask for this"
          title="Let the built-in command line ask for this?"
          stale={STALE}
          says={() => ({ says: "The command line may ask for that from now on." })}
          isEmptied
        >
          <TextArea
            name="resources"
            label="Addresses of APIs"
            hint="As people name them at the login, such as https://api.example.com. One a line."
            rows={2}
            optional
            isCode
          />
          <TextArea
            name="scopes"
            label="Scopes"
            hint="What it may ask for there, such as orders:read. One a line."
            rows={2}
            optional
            isCode
          />
        </ChangeForm>
      ) : null}
    </Panel>
  );
}

interface TakenBackProps extends Allowed {
  readonly mayManage: boolean;
}

/** Lists everything that was allowed so far, each with the way to take it back. */
function TakenBack({ client, allowed, mayManage }: TakenBackProps) {
  const takeBack = useChange({
    stale: STALE,
    says: () => ({ says: "The command line may not ask for that any more." }),
  });
  const all = [
    ...allowed.resources.map((text) => ({ text, change: { how: TAKE_BACK, scopes: [], resources: [text] } })),
    ...allowed.scopes.map((text) => ({ text, change: { how: TAKE_BACK, scopes: [text], resources: [] } })),
  ];
  if (all.length === 0)
    return (
      <p>
        None yet. By itself it asks for tokens that are good at this server only. Name an API here, and{" "}
        <code>nearside login --resource …</code> asks for a token that the API takes.
      </p>
    );
  return (
    <>
      {mayManage ? (
        <div className="panel-actions">
          {all.map(({ text, change }) => (
            <Button
              key={text}
              kind="plain"
              small
              onPress={() => takeBack.begin({ to: at(clientsApi.changeAllowance, client.id), change })}
            >
              Take back {makeVisible(text)}
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
      <ConfirmChange change={takeBack} title="Take this back?" verb="Take it back" tone="alert">
        <p>No new login can ask for it. Logins that have it keep it until they end.</p>
      </ConfirmChange>
    </>
  );
}
