import { type Objection, objectionsApi } from "@nearside/shared/api/console/recovery.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
import { recoveryTexts as texts } from "../../texts/console/recovery.tsx";
import { Button } from "../../ui/button.tsx";
import { Frame } from "../../ui/frame.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useConsole } from "../console-context.ts";
import { type ConsoleProblem, problemOf } from "../problem.ts";
import { OutsideProblem } from "./outside-form.tsx";

type Stage = "asking" | "touching" | "stopped";

/**
 * "This wasn't me": lets the person concerned stop a recovery by a passkey, while their machines are quarantined
 * (protocol §9).
 */
export function ObjectionPage({ recovery }: { recovery: string }) {
  const { askPasskey, issuer, open } = useConsole();
  const [stage, setStage] = useState<Stage>("asking");
  const [problem, setProblem] = useState<ConsoleProblem>();
  const object = async (how: Objection) => {
    setStage("touching");
    setProblem(undefined);
    const { signal } = new AbortController();
    try {
      const { nonce, options } = await open(at(objectionsApi.options, recovery), {}, signal);
      const assertion = await askPasskey(options, signal);
      await open(at(objectionsApi.object, recovery), { nonce, how, assertion }, signal);
      setStage("stopped");
    } catch (cause) {
      setProblem(problemOf(cause));
      setStage("asking");
    }
  };
  return (
    <Frame issuer={issuer}>
      {stage === "stopped" ? (
        <Sheet
          tab={texts.objection.stopped.tab}
          title={texts.objection.stopped.title}
          picture={<Scene ground="shared" link="open" tone="near" badge="check" />}
          lead={texts.objection.stopped.lead}
        />
      ) : (
        <Sheet
          tab={texts.objection.asking.tab}
          title={texts.objection.asking.title}
          picture={<Scene ground="apart" link="open" tone="alert" badge="question" />}
          lead={texts.objection.asking.lead}
          actions={
            <>
              <Button kind="solid" unready={stage === "touching"} onPress={() => void object("not_me")}>
                {texts.objection.asking.notMe}
              </Button>
              <Button kind="plain" unready={stage === "touching"} onPress={() => void object("cancelled")}>
                {texts.objection.asking.notNeeded}
              </Button>
            </>
          }
        >
          <p role="status">{stage === "touching" ? texts.objection.asking.touch : ""}</p>
          <OutsideProblem problem={problem} />
        </Sheet>
      )}
    </Frame>
  );
}
