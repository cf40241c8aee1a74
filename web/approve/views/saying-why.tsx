import { sentenceSchema } from "@nearside/shared/text/label.ts";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import * as v from "valibot";
import type { Problem } from "../../problem.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { enterHandsIn } from "./enter-hands-in.ts";

const texts = approveSeldomTexts.reason;

const LONGEST = 300;

interface SayingWhyViewProps {
  readonly problem: Problem | undefined;
  /** True while the denial is on its way. */
  readonly busy: boolean;
  readonly onDeny: (reason: string) => void;
  readonly onBack: () => void;
}

/** Lets the person say in a sentence why they deny the login. It can only end in a denial. */
export function SayingWhyView({ problem, busy, onDeny, onBack }: SayingWhyViewProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [flaw, setFlaw] = useState(problem?.sentence);

  useEffect(() => field.current?.focus(), []);
  useEffect(() => setFlaw(problem?.sentence), [problem]);

  const handIn = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const reason = readReason(field.current?.value ?? "");
    if (reason !== undefined) return onDeny(reason);
    setFlaw(texts.unreadable);
    field.current?.focus();
  };
  return (
    <Sheet
      tab={texts.tab}
      title={texts.title}
      picture={<Scene ground="shared" link="joined" tone="wait" badge="question" />}
      lead={texts.lead}
      actions={
        <div className="actions-pair">
          <Button kind="plain" unready={busy} onPress={onBack}>
            {texts.back}
          </Button>
          <Button kind="solid" unready={busy} onPress={() => form.current?.requestSubmit()}>
            {busy ? approveTexts.asking.denying : approveTexts.asking.deny}
          </Button>
        </div>
      }
    >
      <form className="typing" ref={form} onSubmit={handIn} noValidate>
        <label htmlFor={`${id}-field`}>{texts.label}</label>
        <textarea
          id={`${id}-field`}
          ref={field}
          rows={2}
          maxLength={LONGEST}
          readOnly={busy}
          aria-describedby={`${id}-hint ${id}-flaw`}
          aria-invalid={flaw !== undefined}
          aria-required
          onKeyDown={enterHandsIn}
        />
        <p className="typing-hint" id={`${id}-hint`}>
          {texts.hint}
        </p>
        <p className="typing-flaw" id={`${id}-flaw`} role="alert">
          {flaw === undefined ? null : (
            <>
              <Icon name="alert" /> {flaw}
            </>
          )}
        </p>
      </form>
    </Sheet>
  );
}

/** @returns the sentence as it is signed; undefined if it can't be */
function readReason(text: string): string | undefined {
  const reason = text.replaceAll(/\s+/gu, " ").trim();
  return v.is(sentenceSchema, reason) ? reason : undefined;
}
