import type { ReactNode } from "react";
import { setUpTexts } from "../texts/set-up.tsx";
import { Button } from "./button.tsx";
import { InstallSteps } from "./install-steps.tsx";
import { Scene } from "./scene.tsx";
import { Sheet } from "./sheet.tsx";

const texts = setUpTexts.extensionMissing;

/** Says that the page can't continue without the extension, and how to install it. */
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
      tab={texts.tab}
      title={texts.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="puzzle" faint="browser" />}
      lead={lead}
      actions={
        <Button kind="plain" onPress={onRetry}>
          {texts.retry}
        </Button>
      }
    >
      <InstallSteps last={setUpTexts.install.click.continuesOrEnrols} />
      {children}
    </Sheet>
  );
}
