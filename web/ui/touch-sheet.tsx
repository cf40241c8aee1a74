import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Scene } from "./scene.tsx";
import { Sheet } from "./sheet.tsx";

interface TouchSheetProps {
  readonly lead: ReactNode;
  /** Undefined once the authenticator has answered: the server is judging, and the person can no longer cancel. */
  readonly onCancel: (() => void) | undefined;
}

/** Asks for the touch of an authenticator. */
export function TouchSheet({ lead, onCancel }: TouchSheetProps) {
  return (
    <Sheet
      tab="Touch your authenticator"
      title="Touch your authenticator"
      picture={<Scene ground="shared" link="joined" tone="near" badge="touch" />}
      lead={lead}
      actions={
        onCancel === undefined ? (
          <p className="actions-note" role="status">
            Checking your passkey…
          </p>
        ) : (
          <Button kind="plain" onPress={onCancel}>
            Cancel
          </Button>
        )
      }
    />
  );
}
