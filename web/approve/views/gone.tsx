import { approveEndTexts } from "../../texts/approve-ends.tsx";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const texts = approveEndTexts.gone;

interface Props {
  readonly approved: boolean;
  readonly over: boolean;
  readonly onRetry: () => void;
}

/** Tells the person that no command line waits for this login at the moment. */
export function GoneView({ approved, over, onRetry }: Props) {
  const picture = <Scene ground="shared" link="open" tone="wait" badge="alert" faint="terminal" />;
  if (approved)
    return (
      <Sheet
        tab={texts.tab}
        title={texts.approvedTitle}
        picture={picture}
        lead={over ? texts.approvedOver : texts.approvedOpen}
      />
    );
  return (
    <Sheet
      tab={texts.tab}
      title={texts.title}
      picture={picture}
      lead={texts.lead}
      actions={
        <Button kind="plain" onPress={onRetry}>
          {texts.retry}
        </Button>
      }
    >
      <div className="prose">
        <section>
          <h2>{texts.ended.title}</h2>
          <p>{texts.ended.text}</p>
        </section>
        <section>
          <h2>{texts.waiting.title}</h2>
          <p>{texts.waiting.text}</p>
        </section>
      </div>
    </Sheet>
  );
}
