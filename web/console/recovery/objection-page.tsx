import { type Objection, objectionsApi } from "@nearside/shared/api/console/recovery.ts";
import { at } from "@nearside/shared/api/entry.ts";
import { useState } from "react";
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
          tab="Stopped"
          title="The recovery is stopped"
          picture={<Scene ground="shared" link="open" tone="near" badge="check" />}
          lead="No ticket can be had by it any more, and every owner and administrator is told. Your machines stay quarantined until an administrator has looked at them and releases them."
        />
      ) : (
        <Sheet
          tab="A recovery in your name"
          title="Somebody says that you lost your machine"
          picture={<Scene ground="apart" link="open" tone="alert" badge="question" />}
          lead="If that is not so, stop it here, with any passkey of yours. It can do nothing else."
          actions={
            <>
              <Button kind="solid" unready={stage === "touching"} onPress={() => void object("not_me")}>
                This wasn't me
              </Button>
              <Button kind="plain" unready={stage === "touching"} onPress={() => void object("cancelled")}>
                I don't need it any more
              </Button>
            </>
          }
        >
          <p role="status">{stage === "touching" ? "Your browser asks for your passkey." : ""}</p>
          <OutsideProblem problem={problem} />
        </Sheet>
      )}
    </Frame>
  );
}
