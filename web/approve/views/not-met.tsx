import type { Remote } from "@nearside/shared/api/approval-address.ts";
import type { ReactNode } from "react";
import type { Problem } from "../../problem.ts";
import { approveEndTexts } from "../../texts/approve-ends.tsx";
import { Button } from "../../ui/button.tsx";
import { EnrolCommand } from "../../ui/enrol-command.tsx";
import { ExtensionMissingSheet } from "../../ui/extension-missing-sheet.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { Step, Steps } from "../../ui/steps.tsx";
import { ToolbarPicture } from "../../ui/toolbar-picture.tsx";

const texts = approveEndTexts;

export function ExtensionMissingView({ onRetry }: { onRetry: () => void }) {
  return (
    <ExtensionMissingSheet lead={texts.extensionMissing.lead} onRetry={onRetry}>
      <p className="small-print">{texts.extensionMissing.otherBrowser}</p>
    </ExtensionMissingSheet>
  );
}

export function NotEnrolledView({ issuer, onRetry }: { issuer: string; onRetry: () => void }) {
  return (
    <Sheet
      tab={texts.notEnrolled.tab}
      title={texts.notEnrolled.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" faint="browser" />}
      lead={texts.notEnrolled.lead}
      actions={
        <Button kind="plain" onPress={onRetry}>
          {texts.notEnrolled.retry}
        </Button>
      }
    >
      <Steps>
        <Step title={texts.notEnrolled.known.title}>
          <p>{texts.notEnrolled.known.text}</p>
          <EnrolCommand issuer={issuer} options="--browser " />
        </Step>
        <Step title={texts.notEnrolled.unknown.title}>
          <p>{texts.notEnrolled.unknown.text}</p>
          <EnrolCommand issuer={issuer} />
        </Step>
      </Steps>
    </Sheet>
  );
}

export function OtherWindowView({ onRetry }: { onRetry: () => void }) {
  return (
    <Sheet
      tab={texts.otherWindow.tab}
      title={texts.otherWindow.title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="question" />}
      lead={texts.otherWindow.lead}
      actions={
        <Button kind="plain" onPress={onRetry}>
          {texts.otherWindow.retry}
        </Button>
      }
    />
  );
}

export function UnreachableView({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { tab, title, retry, permission, terminal, place, blocked } = texts.unreachable;
  return (
    <Sheet
      tab={tab}
      title={title}
      picture={<Scene ground="shared" link="open" tone="wait" badge="alert" faint="terminal" />}
      lead={problem.sentence}
      actions={
        <Button kind="near" onPress={onRetry}>
          {retry}
        </Button>
      }
    >
      {problem.code === "permission_missing" ? (
        <div className="prose">
          <Advice {...permission} />
          <ToolbarPicture show="icon" />
        </div>
      ) : (
        <div className="prose">
          <Advice {...terminal} />
          <Advice {...place} />
          <Advice {...blocked} />
        </div>
      )}
    </Sheet>
  );
}

/**
 * Explains that the command line was not reached and says that it runs elsewhere. Any link can carry that claim in its
 * address, so the other cause is named too.
 */
export function OutOfReachView({ remote, onRetry }: { remote: Remote; onRetry: () => void }) {
  const { retry, next, why, here, [remote]: place } = texts.outOfReach;
  return (
    <Sheet
      tab={texts.unreachable.tab}
      title={place.title}
      picture={<Scene ground="apart" link="open" tone="wait" badge="alert" faint="terminal" />}
      lead={place.lead}
      actions={
        <Button kind="near" onPress={onRetry}>
          {retry}
        </Button>
      }
    >
      <div className="prose">
        <Advice title={next.title} text={place.next} />
        <Advice {...why} />
        <Advice {...here} />
      </div>
    </Sheet>
  );
}

function Advice({ title, text }: { readonly title: string; readonly text: ReactNode }) {
  return (
    <section>
      <h2>{title}</h2>
      <p>{text}</p>
    </section>
  );
}
