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
      Cancel
    </Button>
  );
  switch (state.at) {
    case "signed_out":
      return <SignedOutView because={state.because} problem={state.problem} former={state.former} onSignIn={signIn} />;
    case "unopened":
      return (
        <Sheet
          tab="Server not reached"
          title="Your session could not be looked up"
          picture={<Scene ground="apart" link="open" tone="wait" badge="alert" />}
          lead={state.problem.sentence}
          actions={
            <Button kind="near" onPress={() => send({ type: "look_again" })}>
              Try again
            </Button>
          }
        >
          <p className="small-print">
            For your administrator: <code>{state.problem.code}</code>
          </p>
        </Sheet>
      );
    case "extension_missing":
      return (
        <ExtensionMissingSheet
          lead="It says which enrolled browser this is. Without it nobody can sign in here."
          onRetry={signIn}
        />
      );
    case "not_enrolled":
      return (
        <Sheet
          tab="Not enrolled"
          title="This browser cannot sign in here"
          picture={<Scene ground="shared" link="open" tone="wait" badge="person" faint="browser" />}
          lead={state.problem.sentence}
          actions={
            <Button kind="plain" onPress={signIn}>
              Try again
            </Button>
          }
        >
          <div className="prose">
            <section>
              <h2>Enrol this computer first</h2>
              <p>With a ticket from your administrator, in a terminal on this computer:</p>
              <EnrolCommand issuer={issuer} />
            </section>
          </div>
          <p className="small-print">
            Did you enrol another browser on this computer? Open this address there instead.
          </p>
        </Sheet>
      );
    case "choosing":
      return (
        <Sheet
          tab="Who signs in?"
          title="Who signs in?"
          picture={<Scene ground="shared" link="joined" tone="near" badge="person" />}
          lead="This browser is enrolled for several people. Each has a passkey of their own."
          actions={cancel}
        >
          <ul className="choose-account">
            {state.users.map(({ id, name }) => (
              <li key={id}>
                <Button kind="near" onPress={() => send({ type: "choose", user: id })}>
                  Sign in as <Named text={name} />
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
              Your browser asks for your fingerprint, face, PIN or security key, to sign in{" "}
              <strong>
                <Named text={state.meeting.user.display_name} />
              </strong>{" "}
              (<Named text={state.meeting.user.name} />
              ).
            </p>
          }
        />
      );
    case "meeting":
      return (
        <Sheet
          tab="Signing in"
          title="Asking the extension"
          picture={<Scene ground="shared" link="travelling" tone="near" />}
          lead={<p role="status">It says which enrolled browser this is.</p>}
          actions={cancel}
        >
          <p className="late">
            It usually answers at once. If it is older than this server, update it; then reload this page.
          </p>
        </Sheet>
      );
    default:
      return (
        <Sheet
          tab="Signing in"
          title={state.at === "entering" ? "Signing you in" : "Looking up your session"}
          picture={<Scene ground="shared" link="travelling" tone="near" />}
          titleClass="opening"
          lead={<p role="status">This takes a moment.</p>}
        />
      );
  }
}
