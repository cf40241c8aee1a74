import { type Objection, objectionOptionsAnswerSchema } from "@nearside/shared/api/console/recovery.ts";
import { emptyBodySchema } from "@nearside/shared/api/login-requests.ts";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Frame } from "../../ui/frame.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useConsole } from "../console-context.ts";
import { type ConsoleProblem, problemOf } from "../problem.ts";
import { OutsideProblem } from "./outside-parts.tsx";

type At = "asking" | "touching" | "stopped";

/**
 * "This wasn't me": lets the person concerned stop a way back by a passkey, while their machines are quarantined
 * (protocol §9).
 */
export function ObjectionPage({ recovery }: { recovery: string }) {
  const { askPasskey, issuer, open } = useConsole();
  const [at, setAt] = useState<At>("asking");
  const [problem, setProblem] = useState<ConsoleProblem>();
  const object = async (how: Objection) => {
    setAt("touching");
    setProblem(undefined);
    const path = `/api/console/objections/${encodeURIComponent(recovery)}`;
    const { signal } = new AbortController();
    try {
      const { nonce, options } = await open(`${path}/options`, {}, objectionOptionsAnswerSchema, signal);
      const assertion = await askPasskey(options, signal);
      await open(path, { nonce, how, assertion }, emptyBodySchema, signal);
      setAt("stopped");
    } catch (cause) {
      setProblem(problemOf(cause));
      setAt("asking");
    }
  };
  return (
    <Frame issuer={issuer}>
      {at === "stopped" ? (
        <Sheet
          tab="Stopped"
          title="The way back is stopped"
          picture={<Scene ground="shared" link="open" tone="near" badge="check" />}
          lead="No ticket can be had by it any more, and every owner and administrator is told. Your machines stay quarantined until an administrator has looked at them and releases them."
        />
      ) : (
        <Sheet
          tab="A way back in your name"
          title="Somebody says that you lost your machine"
          picture={<Scene ground="apart" link="open" tone="alert" badge="question" />}
          lead="If that is not so, stop it here, with any passkey of yours. It can do nothing else."
          actions={
            <>
              <Button kind="solid" unready={at === "touching"} onPress={() => void object("not_me")}>
                This wasn't me
              </Button>
              <Button kind="plain" unready={at === "touching"} onPress={() => void object("cancelled")}>
                I don't need it any more
              </Button>
            </>
          }
        >
          <p role="status">{at === "touching" ? "Your browser asks for your passkey." : ""}</p>
          <OutsideProblem problem={problem} />
        </Sheet>
      )}
    </Frame>
  );
}
