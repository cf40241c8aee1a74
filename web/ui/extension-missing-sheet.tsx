import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { InstallSteps } from "./install-steps.tsx";
import { Scene } from "./scene.tsx";
import { Sheet } from "./sheet.tsx";

/** Says that the page can't go on without the extension, and how the extension comes into this browser. */
export function ExtensionMissingSheet({
  lead,
  onRetry,
  children,
}: {
  /** Says what this page needs the extension for. */
  lead: string;
  onRetry: () => void;
  children?: ReactNode;
}) {
  return (
    <Sheet
      tab="Extension missing"
      title="The Nearside extension is not on this page"
      picture={<Scene ground="shared" link="open" tone="wait" badge="puzzle" faint="browser" />}
      lead={lead}
      actions={
        <Button kind="plain" onPress={onRetry}>
          Try again
        </Button>
      }
    >
      <InstallSteps last="Click the icon on this page">
        <p>The page goes on by itself. If this browser was never enrolled, it then says how to do that.</p>
      </InstallSteps>
      {children}
    </Sheet>
  );
}
