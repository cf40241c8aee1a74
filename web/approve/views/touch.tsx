import { Button } from "../../ui/button.tsx";
import { Named } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import type { Question } from "../login.ts";

/** `sent`: the passkey has answered and the server is looking at it; it cannot be called back any more. */
export function TouchView({ question, sent, onCancel }: { question: Question; sent: boolean; onCancel: () => void }) {
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
            <Named text={question.user.name} />
          </strong>
          .
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
