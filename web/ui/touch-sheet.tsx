import type { ReactNode } from "react";
import { partTexts } from "../texts/parts.tsx";
import { Button } from "./button.tsx";
import { Scene } from "./scene.tsx";
import { Sheet } from "./sheet.tsx";

const texts = partTexts.touch;

interface TouchSheetProps {
  readonly lead: ReactNode;
  /** Undefined once the authenticator has answered: the server is judging, and the person can no longer cancel. */
  readonly onCancel: (() => void) | undefined;
}

/** Asks for the touch of an authenticator. */
export function TouchSheet({ lead, onCancel }: TouchSheetProps) {
  return (
    <Sheet
      tab={texts.title}
      title={texts.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="touch" />}
      lead={lead}
      actions={
        onCancel === undefined ? (
          <p className="actions-note" role="status">
            {texts.checking}
          </p>
        ) : (
          <Button kind="plain" onPress={onCancel}>
            {texts.cancel}
          </Button>
        )
      }
    />
  );
}
