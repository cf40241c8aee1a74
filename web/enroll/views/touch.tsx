import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

/** Asks for the touch. `sent` means that the authenticator has answered and the server is judging it. */
export function EnrolmentTouchView({ sent, onCancel }: { sent: boolean; onCancel: () => void }) {
  return (
    <Sheet
      tab="Touch your authenticator"
      title="Touch your authenticator"
      picture={<Scene ground="shared" link="joined" tone="near" badge="touch" />}
      lead="Your browser asks for your fingerprint, face, PIN or security key."
      actions={
        sent ? (
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
