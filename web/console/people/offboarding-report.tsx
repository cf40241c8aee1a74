import { type OffboardingAnswer, offboardingApi } from "@nearside/shared/api/console/offboarding.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { writeOffboarding } from "@nearside/shared/evidence/offboarding-document.ts";
import { leavingTexts as texts } from "../../texts/console/leaving.tsx";
import { Button } from "../../ui/button.tsx";
import { useConsole } from "../console-context.ts";
import { useRead } from "../data/use-read.ts";
import { Panel } from "../ui/panel.tsx";
import { Reading } from "../ui/reading.tsx";
import { saveFile } from "../ui/save-file.ts";

/**
 * Offers the signed report about a person who has left, as a file. It can only be shown for a person who is offboarded.
 */
export function OffboardingReport({ person }: { person: string }) {
  const reading = useRead(at(offboardingApi.report, person));
  return (
    <Panel title={texts.report.title}>
      <Reading reading={reading} what={texts.report.what}>
        {(answer) => <Files answer={answer} />}
      </Reading>
    </Panel>
  );
}

function Files({ answer: { user, document } }: { answer: OffboardingAnswer }) {
  const { clock } = useConsole();
  const save = (ending: string, type: string, text: string) =>
    saveFile(clock, `offboarding-${user.name}.${ending}`, new Blob([text], { type }));
  return (
    <>
      <p>{texts.report.says}</p>
      <div className="form-end">
        <Button kind="near" small onPress={() => save("json", "application/json", `${writeOffboarding(document)}\n`)}>
          {texts.report.save}
        </Button>
        <Button kind="plain" small onPress={() => save("jws", "application/jose", document.report)}>
          {texts.report.saveSigned}
        </Button>
      </div>
    </>
  );
}
