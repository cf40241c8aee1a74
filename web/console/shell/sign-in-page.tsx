import { signInTexts as texts } from "../../texts/console/sign-in.tsx";
import { partTexts } from "../../texts/parts.tsx";
import { withCode } from "../../texts/with-code.tsx";
import { Button } from "../../ui/button.tsx";
import { EnrolCommand } from "../../ui/enrol-command.tsx";
import { ExtensionMissingSheet } from "../../ui/extension-missing-sheet.tsx";
import { Frame } from "../../ui/frame.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { TouchSheet } from "../../ui/touch-sheet.tsx";
import { useConsole } from "../console-context.ts";
import type { SessionEvent, SessionState } from "../session/session-state.ts";
import { SignedOutView } from "./signed-out-view.tsx";

/** Takes the console's place until a person is signed in, with one view for each state. */
export function SignInPage({ state, send }: { state: SessionState; send: (event: SessionEvent) => void }) {
  const { issuer } = useConsole();
  return (
    <Frame issuer={issuer}>
      <SignInView state={state} send={send} issuer={issuer} />
    </Frame>
  );
}

interface ViewProps {
  readonly state: SessionState;
  readonly send: (event: SessionEvent) => void;
  readonly issuer: string;
}

function SignInView({ state, send, issuer }: ViewProps) {
  const signIn = () => send({ type: "sign_in" });
  const onCancel = () => send({ type: "cancel" });
  const cancel = (
    <Button kind="plain" onPress={onCancel}>
      {texts.cancel}
    </Button>
  );
  switch (state.at) {
    case "signed_out":
      return <SignedOutView because={state.because} problem={state.problem} former={state.former} onSignIn={signIn} />;
    case "unopened":
      return (
        <Sheet
          tab={texts.unopened.tab}
          title={texts.unopened.title}
          picture={<Scene ground="apart" link="open" tone="wait" badge="alert" />}
          lead={withCode(state.problem.sentence)}
          actions={
            <Button kind="near" onPress={() => send({ type: "look_again" })}>
              {texts.unopened.retry}
            </Button>
          }
        >
          <p className="small-print">{partTexts.forAdministrator(state.problem)}</p>
        </Sheet>
      );
    case "extension_missing":
      return <ExtensionMissingSheet lead={texts.extensionMissing} onRetry={signIn} />;
    case "not_enrolled":
      return (
        <Sheet
          tab={texts.notEnrolled.tab}
          title={texts.notEnrolled.title}
          picture={<Scene ground="shared" link="open" tone="wait" badge="person" faint="browser" />}
          lead={withCode(state.problem.sentence)}
          actions={
            <Button kind="plain" onPress={signIn}>
              {texts.notEnrolled.retry}
            </Button>
          }
        >
          <div className="prose">
            <section>
              <h2>{texts.notEnrolled.enrol.title}</h2>
              <p>{texts.notEnrolled.enrol.text}</p>
              <EnrolCommand issuer={issuer} />
            </section>
          </div>
          <p className="small-print">{texts.notEnrolled.otherBrowser}</p>
        </Sheet>
      );
    case "choosing":
      return (
        <Sheet
          tab={texts.choosing.tab}
          title={texts.choosing.title}
          picture={<Scene ground="shared" link="joined" tone="near" badge="person" />}
          lead={texts.choosing.lead}
          actions={cancel}
        >
          <ul className="choose-account">
            {state.users.map(({ id, name }) => (
              <li key={id}>
                <Button kind="near" onPress={() => send({ type: "choose", user: id })}>
                  {texts.choosing.signInAs({ person: <Named text={name} /> })}
                </Button>
              </li>
            ))}
          </ul>
        </Sheet>
      );
    case "touching":
      return (
        <TouchSheet
          onCancel={onCancel}
          lead={
            <p>
              {texts.touch({
                name: <Named text={state.meeting.user.display_name} />,
                user: <Named text={state.meeting.user.name} />,
              })}
            </p>
          }
        />
      );
    case "meeting":
      return (
        <Sheet
          tab={texts.meeting.tab}
          title={texts.meeting.title}
          picture={<Scene ground="shared" link="travelling" tone="near" />}
          lead={<p role="status">{texts.meeting.lead}</p>}
          actions={cancel}
        >
          <p className="late">{texts.meeting.late}</p>
        </Sheet>
      );
    default:
      return (
        <Sheet
          tab={texts.opening.tab}
          title={state.at === "entering" ? texts.opening.entering : texts.opening.title}
          picture={<Scene ground="shared" link="travelling" tone="near" />}
          titleClass="opening"
          lead={<p role="status">{texts.opening.lead}</p>}
        />
      );
  }
}
