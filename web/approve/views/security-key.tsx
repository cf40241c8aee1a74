import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";

/** Asks for the second touch. The page holds the first one meanwhile, and nothing is approved without both. */
export function SecurityKeyView({ onCancel }: { onCancel: () => void }) {
  return (
    <Sheet
      tab="Touch your security key"
      title="Now touch your security key"
      picture={<Scene ground="shared" link="joined" tone="near" badge="key" />}
      lead="Your passkey has answered. A rule of your organisation asks for a security key as well: plug it in if it is not there yet."
      actions={
        <Button kind="plain" onPress={onCancel}>
          Cancel
        </Button>
      }
    />
  );
}
