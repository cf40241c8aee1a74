import type { Problem } from "../../problem.ts";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const WORDS = {
  create: {
    title: "Create your passkey",
    lead: "With it you approve logins: a touch, a look or a PIN instead of a password.",
    button: "Create passkey",
  },
  get: {
    title: "Use your passkey",
    lead: "The one that you enrolled on this computer shows that it is you who adds this browser.",
    button: "Use passkey",
  },
} as const;

interface PasskeyViewProps {
  readonly passkey: keyof typeof WORDS;
  readonly problem: Problem | undefined;
  readonly onPress: () => void;
}

export function PasskeyView({ passkey, problem, onPress }: PasskeyViewProps) {
  const { title, lead, button } = WORDS[passkey];
  return (
    <Sheet
      tab={title}
      title={title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="touch" />}
      lead={lead}
      actions={
        <>
          {problem === undefined ? null : (
            <p className="notice notice-wait" role="alert">
              {problem.sentence}
            </p>
          )}
          <Button kind="near" onPress={onPress}>
            {button}
          </Button>
        </>
      }
    >
      {passkey === "create" ? (
        <div className="prose">
          <section>
            <h2>Keep it on this computer</h2>
            <p>
              If your browser lets you choose where, take this computer's own reader or a security key. A phone, or a
              passkey that is copied between devices, may not be accepted.
            </p>
          </section>
          <section>
            <h2>It shows who, never where</h2>
            <p>
              Where a login was started is proved by your command line and this browser. Your fingerprint or face never
              leaves the reader.
            </p>
          </section>
        </div>
      ) : null}
    </Sheet>
  );
}
