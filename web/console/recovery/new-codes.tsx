import { newCodesTexts as texts } from "../../texts/console/new-codes.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Exact } from "../../ui/quoted.tsx";
import { useConsole } from "../console-context.ts";
import { dateText } from "../ui/moment.tsx";
import { Panel } from "../ui/panel.tsx";

/** Shows break-glass codes once, when they are made, to be printed or copied: they can't be read again. */
export function NewCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <>
      <Panel title={texts.title}>
        <p>{texts.lead}</p>
        <ol>
          {codes.map((code) => (
            <li key={code}>
              <Exact text={code} />
            </li>
          ))}
        </ol>
        <div className="panel-actions">
          <Button kind="near" small onPress={() => window.print()}>
            {texts.print}
          </Button>
          <CopyButton text={codes.join("\n")} what={texts.copied} />
          <Button kind="plain" small onPress={onDone}>
            {texts.done}
          </Button>
        </div>
      </Panel>
      <Sheets codes={codes} />
    </>
  );
}

/** Lays each code on a sheet of its own, for the printer alone: each goes to another safe. */
function Sheets({ codes }: { codes: readonly string[] }) {
  const { clock, issuer } = useConsole();
  const { sheet } = texts;
  return (
    <div className="print-sheets">
      {codes.map((code, index) => (
        <section key={code}>
          <p>{issuer}</p>
          <h2>{sheet.title({ number: index + 1, of: codes.length })}</h2>
          <p>
            <code>{code}</code>
          </p>
          <p>{sheet.use({ address: `${issuer}/console/break-glass` })}</p>
          <p>{sheet.alarm}</p>
          <p>{sheet.made({ date: dateText(clock.now()) })}</p>
        </section>
      ))}
    </div>
  );
}
