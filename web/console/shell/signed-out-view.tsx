import { Link } from "wouter";
import { Button } from "../../ui/button.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import type { ConsoleProblem } from "../problem.ts";
import type { Session, SignedOutBecause } from "../session/session-state.ts";

const TITLES: Readonly<Record<SignedOutBecause, string>> = {
  never: "Sign in with your passkey",
  by_person: "You are signed out",
  idle: "Signed out: nothing was asked for a while",
  over: "Signed out: the session has run out",
  ended: "Your session was ended",
};

export function SignedOutView({
  because,
  problem,
  former,
  onSignIn,
}: {
  because: SignedOutBecause;
  problem: ConsoleProblem | undefined;
  former: Session | undefined;
  onSignIn: () => void;
}) {
  return (
    <Sheet
      tab="Sign in"
      title={TITLES[because]}
      picture={<Scene ground="shared" link="open" tone="near" badge="person" />}
      lead={
        former === undefined ? (
          "The console and your account open in an enrolled browser only, with a passkey of this computer."
        ) : (
          <p>
            Your page waits behind this one, with what you typed, for{" "}
            <strong>
              <Named text={former.user.display_name} />
            </strong>
            .
          </p>
        )
      }
      actions={
        <Button kind="near" onPress={onSignIn}>
          {because === "never" && problem === undefined ? "Sign in" : "Sign in again"}
        </Button>
      }
    >
      {problem === undefined ? null : (
        <div className="notice notice-alert" role="alert">
          <strong>That did not work</strong>
          <p>{problem.sentence}</p>
          <p>
            For your administrator: <code>{problem.code}</code>
          </p>
        </div>
      )}
      <p className="small-print">
        Nobody can sign in any more? <Link href="/console/break-glass">Use a break-glass code</Link>
      </p>
    </Sheet>
  );
}
