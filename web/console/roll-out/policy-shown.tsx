import type { PolicyRow } from "@nearside/shared/api/console/roll-out.ts";
import { useId, useState } from "react";
import { rollOutTexts as texts } from "../../texts/console/roll-out.tsx";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { useConsole } from "../console-context.ts";
import { choicesOf } from "../form/choices.ts";
import { Panel } from "../ui/panel.tsx";
import { saveFile } from "../ui/save-file.ts";
import { placeInWords, SYSTEMS, warningOf } from "./roll-out-words.ts";

/** Shows the policy of the browser and system that the person chose, to be copied or saved. */
export function PolicyPanel({ policies }: { policies: readonly PolicyRow[] }) {
  const { clock } = useConsole();
  const [browser, setBrowser] = useState(policies[0]?.browser ?? "");
  const [system, setSystem] = useState<string>(policies[0]?.system ?? "");
  const shown = policies.find((policy) => policy.browser === browser && policy.system === system);
  const browsers = [...new Set(policies.map((policy) => policy.browser))];
  const systems = [...new Set(policies.map((policy) => policy.system))];
  return (
    <Panel title={texts.policies.title}>
      <p>{texts.policies.says}</p>
      <div className="filters">
        <Choose
          label={texts.policies.browser}
          value={browser}
          onChoose={setBrowser}
          choices={browsers.map((value) => ({ value, title: value }))}
        />
        <Choose
          label={texts.policies.system}
          value={system}
          onChoose={setSystem}
          choices={choicesOf(systems, SYSTEMS)}
        />
      </div>
      {shown === undefined ? null : (
        <>
          <p>{placeInWords(shown)}</p>
          {warningOf(shown) === undefined ? null : <p>{warningOf(shown)}</p>}
          <pre className="raw">{shown.text}</pre>
          <div className="panel-actions">
            <CopyButton key={shown.text} text={shown.text} what={texts.policies.copy(browser)} />
            <Button
              kind="plain"
              small
              onPress={() => saveFile(clock, shown.name, new Blob([shown.text], { type: shown.type }))}
            >
              {texts.policies.save(shown.name)}
            </Button>
          </div>
        </>
      )}
    </Panel>
  );
}

interface ChooseProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly title: string }[];
  readonly onChoose: (value: string) => void;
}

function Choose({ label, value, choices, onChoose }: ChooseProps) {
  const id = useId();
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.title}
          </option>
        ))}
      </select>
    </div>
  );
}
