import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

const texts = approveSeldomTexts.securityKey;

/** Asks for the second touch. The page holds the first one meanwhile, and nothing is approved without both. */
export function SecurityKeyView({ onCancel }: { onCancel: () => void }) {
  return (
    <Sheet
      tab={texts.tab}
      title={texts.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="key" />}
      lead={texts.lead}
      actions={
        <Button kind="plain" onPress={onCancel}>
          {texts.cancel}
        </Button>
      }
    />
  );
}
