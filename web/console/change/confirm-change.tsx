import { type ReactNode, useId, useState } from "react";
import { changeTexts as texts } from "../../texts/console/change.tsx";
import { withCode } from "../../texts/with-code.tsx";
import { Button } from "../../ui/button.tsx";
import { Scene } from "../../ui/scene.tsx";
import type { ConsoleProblem } from "../problem.ts";
import { Dialog } from "../ui/dialog.tsx";
import type { ConsoleChange } from "./use-change.ts";

export interface ConfirmChangeProps {
  readonly change: Pick<ConsoleChange, "state" | "confirm" | "tryAgain" | "close">;
  /** Names the thing: "Suspend Alice Liddell (alice)?" */
  readonly title: string;
  /** The button's text: the verb of the title. */
  readonly verb: string;
  /** `alert` is for changes that take something away from a person. */
  readonly tone?: "near" | "alert";
  /** A text that the person has to type first, for changes that can't be undone. */
  readonly typed?: string;
  /** Says in full what will happen. */
  readonly children?: ReactNode;
}

/**
 * Asks whether the change is meant, then for the passkey, and says how it went. It shows nothing while no change is
 * under way.
 */
export function ConfirmChange({ change, ...question }: ConfirmChangeProps) {
  const { state } = change;
  switch (state.at) {
    case "idle":
    case "done":
      return null;
    case "confirming":
      return <Asking {...question} onConfirm={change.confirm} onClose={change.close} />;
    case "preparing":
    case "touching":
      return <Touching what={question.title} isSent={false} onClose={change.close} />;
    case "sending":
      return state.touch === undefined ? (
        <Dialog title={texts.moment} onClose={change.close}>
          <p role="status">{texts.sending}</p>
        </Dialog>
      ) : (
        <Touching what={question.title} isSent onClose={change.close} />
      );
    case "failed":
      return <Failed problem={state.problem} onTryAgain={change.tryAgain} onClose={change.close} />;
  }
}

function Asking({
  title,
  verb,
  tone = "near",
  typed,
  children,
  onConfirm,
  onClose,
}: Omit<ConfirmChangeProps, "change"> & { onConfirm: () => void; onClose: () => void }) {
  const id = useId();
  const [text, setText] = useState("");
  const [isEarly, setEarly] = useState(false);
  const isTyped = typed === undefined || text.trim() === typed;
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button kind="plain" onPress={onClose}>
            {texts.cancel}
          </Button>
          <Button
            kind={tone === "alert" ? "danger" : "near"}
            unready={!isTyped}
            describedBy={`${id}-early`}
            onPress={onConfirm}
            onUnready={() => setEarly(true)}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="dialog-body">{children}</div>
      {typed === undefined ? null : (
        <div className="field">
          <label htmlFor={id}>{texts.typed.label(<code>{typed}</code>)}</label>
          <input
            id={id}
            type="text"
            value={text}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            aria-describedby={`${id}-early`}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </div>
      )}
      <p className="field-problem" id={`${id}-early`} role="status">
        {isEarly && !isTyped ? texts.typed.problem : ""}
      </p>
    </Dialog>
  );
}

/**
 * Asks for the touch. `isSent` means that the passkey has answered and the server is making the change, so it can no
 * longer be called back.
 */
function Touching({ what, isSent, onClose }: { what: string; isSent: boolean; onClose: () => void }) {
  return (
    <Dialog
      title={texts.touch.title}
      onClose={onClose}
      actions={
        isSent ? undefined : (
          <Button kind="plain" onPress={onClose}>
            {texts.cancel}
          </Button>
        )
      }
    >
      <div className="dialog-touch">
        <Scene ground="shared" link="joined" tone="near" badge="touch" />
        <p>{texts.touch.says(<strong>{what}</strong>)}</p>
        <p role="status">{isSent ? texts.sending : ""}</p>
      </div>
    </Dialog>
  );
}

function Failed({
  problem,
  onTryAgain,
  onClose,
}: {
  problem: ConsoleProblem;
  onTryAgain: () => void;
  onClose: () => void;
}) {
  const mayBeMade = problem.code === "maybe_changed";
  return (
    <Dialog
      title={mayBeMade ? texts.failed.titleMaybe : texts.failed.title}
      onClose={onClose}
      actions={
        <>
          <Button kind="plain" onPress={onClose}>
            {texts.close}
          </Button>
          {mayBeMade ? null : (
            <Button kind="near" onPress={onTryAgain}>
              {texts.tryAgain}
            </Button>
          )}
        </>
      }
    >
      <div className="dialog-body">
        <p>{withCode(problem.sentence)}</p>
        {problem.fields.length === 0 ? null : (
          <ul className="form-problems">
            {problem.fields.map(({ field, problem: what }) => (
              <li key={field}>{texts.failed.problem(<code>{field}</code>, what)}</li>
            ))}
          </ul>
        )}
        <p className="notice-code">{texts.failed.code(<code>{problem.code}</code>)}</p>
      </div>
    </Dialog>
  );
}
