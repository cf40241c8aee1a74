import type { TouchQuestion } from "../../data/login.ts";
import { Button } from "../../ui/button.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

interface TouchViewProps {
  readonly question: TouchQuestion;
  readonly sent: boolean;
  readonly onCancel: () => void;
}

/**
 * Asks for the touch. `sent` means that the passkey has answered and the server is judging it, so the person can no
 * longer cancel.
 */
export function TouchView({ question, sent, onCancel }: TouchViewProps) {
  return (
    <Sheet
      tab="Touch your authenticator"
      title="Touch your authenticator"
      picture={<Scene ground="shared" link="joined" tone="near" badge="touch" />}
      lead={
        <p>
          Your browser asks for your fingerprint, face, PIN or security key, to let{" "}
          <strong>
            <Named text={question.facts.client.name} />
          </strong>{" "}
          act as{" "}
          <strong>
            <Named text={question.claims.user.name} />
          </strong>
          .{question.touch.key === null ? null : " A security key comes next."}
        </p>
      }
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
