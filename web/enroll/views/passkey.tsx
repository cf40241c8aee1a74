import type { Problem } from "../../problem.ts";
import { enrollTexts } from "../../texts/enroll.tsx";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const texts = enrollTexts.passkey;

interface PasskeyViewProps {
  readonly passkey: "create" | "get";
  readonly problem: Problem | undefined;
  readonly onPress: () => void;
}

export function PasskeyView({ passkey, problem, onPress }: PasskeyViewProps) {
  const { title, lead, button } = texts[passkey];
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
            <h2>{texts.keepHere.title}</h2>
            <p>{texts.keepHere.text}</p>
          </section>
          <section>
            <h2>{texts.whoNotWhere.title}</h2>
            <p>{texts.whoNotWhere.text}</p>
          </section>
        </div>
      ) : null}
    </Sheet>
  );
}
