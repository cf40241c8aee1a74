import type { RedirectRefusal } from "@nearside/shared/api/authorizations.ts";
import type { User } from "@nearside/shared/claims.ts";
import { useSyncExternalStore } from "react";
import { REDIRECT_REFUSAL_TEXTS, authorizeTexts as texts } from "../texts/authorize.tsx";
import { partTexts } from "../texts/parts.tsx";
import { Button } from "../ui/button.tsx";
import { ExtensionMissingSheet } from "../ui/extension-missing-sheet.tsx";
import { FailedView } from "../ui/failed.tsx";
import { Frame } from "../ui/frame.tsx";
import { Named } from "../ui/quoted.tsx";
import { Scene } from "../ui/scene.tsx";
import { Sheet } from "../ui/sheet.tsx";
import type { Authorization, AuthorizationState } from "./authorization.ts";

/** The page to which a program sends a browser that only knows a redirect. `issuer` is this page's own origin. */
export function AuthorizePage({ authorization, issuer }: { authorization: Authorization; issuer: string }) {
  const state = useSyncExternalStore(authorization.subscribe, authorization.state);
  return (
    <Frame issuer={issuer}>
      <AuthorizeView
        state={state}
        onChoose={(user) => authorization.send({ type: "chosen", user })}
        onRetry={() => authorization.send({ type: "retry_pressed" })}
      />
    </Frame>
  );
}

interface ViewProps {
  readonly state: AuthorizationState;
  readonly onChoose: (user: string) => void;
  readonly onRetry: () => void;
}

function AuthorizeView({ state, onChoose, onRetry }: ViewProps) {
  switch (state.at) {
    case "choosing":
      return <ChoosingView client={state.client} users={state.users} onChoose={onChoose} />;
    case "waiting":
      return state.slow ? <KeeperMissingView waiting onRetry={onRetry} /> : <LookingView client={state.client} />;
    case "delivering":
      return <DeliveringView slow={state.slow} />;
    case "delivered":
      return <DeliveredView />;
    case "refused":
      return state.code === "keeper_missing" ? (
        <KeeperMissingView waiting={false} onRetry={onRetry} />
      ) : (
        <RefusedView code={state.code} />
      );
    case "extension_missing":
      return <ExtensionMissingSheet lead={texts.extensionMissing} onRetry={onRetry} />;
    case "not_read":
      return <NotReadView />;
    case "failed":
      return <FailedView problem={state.problem} onRetry={onRetry} />;
    default:
      return <LookingView client={"client" in state ? state.client : undefined} />;
  }
}

function LookingView({ client }: { client: string | undefined }) {
  return (
    <Sheet
      tab={texts.looking.tab}
      title={texts.looking.title}
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead={
        <p>
          {texts.looking.lead({ client: client === undefined ? texts.looking.unknownClient : <Named text={client} /> })}
        </p>
      }
    />
  );
}

function ChoosingView({
  client,
  users,
  onChoose,
}: {
  client: string;
  users: readonly User[];
  onChoose: ViewProps["onChoose"];
}) {
  return (
    <Sheet
      tab={texts.choosing.tab}
      title={texts.choosing.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="person" />}
      lead={<p>{texts.choosing.lead({ client: <Named text={client} /> })}</p>}
      actions={users.map(({ id, name }) => (
        <Button key={id} kind="near" onPress={() => onChoose(id)}>
          {texts.choosing.logInAs({ person: <Named text={name} /> })}
        </Button>
      ))}
    />
  );
}

function DeliveringView({ slow }: { slow: boolean }) {
  return (
    <Sheet
      tab={texts.delivering.tab}
      title={slow ? texts.delivering.slowTitle : texts.delivering.title}
      picture={<Scene ground="shared" link="travelling" tone="near" />}
      lead={slow ? texts.delivering.slowLead : texts.delivering.lead}
    >
      {slow && <p>{texts.delivering.slowNext}</p>}
    </Sheet>
  );
}

function DeliveredView() {
  return (
    <Sheet
      tab={texts.delivered.tab}
      title={texts.delivered.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
      lead={texts.delivered.lead}
    />
  );
}

function KeeperMissingView({ waiting, onRetry }: { waiting: boolean; onRetry: () => void }) {
  return (
    <Sheet
      tab={texts.keeperMissing.tab}
      title={texts.keeperMissing.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" faint="terminal" />}
      lead={texts.keeperMissing.lead}
      actions={
        <Button kind="near" onPress={onRetry}>
          {texts.keeperMissing.retry}
        </Button>
      }
    >
      <div className="prose">
        <section>
          <h2>{texts.keeperMissing.start}</h2>
          <p>{texts.keeperMissing.commands}</p>
          <p>{waiting ? texts.keeperMissing.continues : texts.keeperMissing.startAgain}</p>
        </section>
      </div>
    </Sheet>
  );
}

function NotReadView() {
  return (
    <Sheet
      tab={texts.notRead.tab}
      title={texts.notRead.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" />}
      lead={texts.notRead.lead}
    >
      <p className="small-print">{texts.notRead.next}</p>
    </Sheet>
  );
}

/** Says what happened, why, and what to do next. */
function RefusedView({ code }: { code: Exclude<RedirectRefusal, "keeper_missing"> }) {
  const { title, why, next } = REDIRECT_REFUSAL_TEXTS[code];
  return (
    <Sheet
      tab={texts.notApproved}
      title={title}
      picture={<Scene ground="shared" link="open" tone="alert" badge="cross" />}
      lead={why}
    >
      <p>{next}</p>
      <p className="small-print">{partTexts.forAdministrator({ code })}</p>
    </Sheet>
  );
}
