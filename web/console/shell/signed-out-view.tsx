import { Link } from "wouter";
import { signInTexts } from "../../texts/console/sign-in.tsx";
import { partTexts } from "../../texts/parts.tsx";
import { withCode } from "../../texts/with-code.tsx";
import { Button } from "../../ui/button.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import type { ConsoleProblem } from "../problem.ts";
import type { Session, SignedOutBecause } from "../session/session-state.ts";

const texts = signInTexts.signedOut;

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
      tab={texts.tab}
      title={texts[because]}
      picture={<Scene ground="shared" link="open" tone="near" badge="person" />}
      lead={
        former === undefined ? (
          texts.lead
        ) : (
          <p>{texts.waiting({ person: <Named text={former.user.display_name} /> })}</p>
        )
      }
      actions={
        <Button kind="near" onPress={onSignIn}>
          {because === "never" && problem === undefined ? texts.signIn : texts.signInAgain}
        </Button>
      }
    >
      {problem === undefined ? null : (
        <div className="notice notice-alert" role="alert">
          <strong>{texts.failed}</strong>
          <p>{withCode(problem.sentence)}</p>
          <p>{partTexts.forAdministrator(problem)}</p>
        </div>
      )}
      <p className="small-print">
        {texts.breakGlass({ link: (text) => <Link href="/console/break-glass">{text}</Link> })}
      </p>
    </Sheet>
  );
}
