import type { DecisionBody } from "@nearside/shared/api/login-requests.ts";
import { agoInWords } from "@nearside/shared/text/time-in-words.ts";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { Clock } from "../../clock.ts";
import type { Login, Wish } from "../../data/login.ts";
import type { Problem } from "../../problem.ts";
import { approveTexts } from "../../texts/approve.tsx";
import { approveSeldomTexts } from "../../texts/approve-seldom.tsx";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Named, Quoted } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useNow } from "../../ui/use-now.ts";
import { enterHandsIn } from "./enter-hands-in.ts";
import { RuleLines } from "./rule-lines.tsx";
import { examplesOf, mismatchIn, readTyped } from "./typed-text.ts";

const texts = approveSeldomTexts.typing;

/** Characters of the command that are shown here. The next page shows it whole. */
const LONGEST_QUOTE = 64;

interface TypingViewProps {
  readonly login: Login;
  readonly wish: Wish;
  readonly problem: Problem | undefined;
  /** True while what was typed, or the denial, is on its way. */
  readonly busy: boolean;
  readonly clock: Clock;
  readonly onTyped: (typed: DecisionBody) => void;
  readonly onDeny: (alert: boolean) => void;
  /** Undefined if the extension does not sign the reason of a denial. */
  readonly onSayWhy: (() => void) | undefined;
}

/** Asks for the one thing that a rule wants to know before there is anything to decide. */
export function TypingView({ login, wish, problem, busy, clock, onTyped, onDeny, onSayWhy }: TypingViewProps) {
  const { wanted, facts, typed } = wish;
  const words = texts[wanted.what];
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const [flaw, setFlaw] = useState(mismatchIn(wish) ?? problem?.sentence);
  const ago = agoInWords((useNow(clock) - login.startedAt) / 1000);

  // The field takes the focus: it is the one thing to do here, and a key meant for the terminal approves nothing in it.
  useEffect(() => field.current?.focus(), []);
  useEffect(() => setFlaw(mismatchIn(wish) ?? problem?.sentence), [wish, problem]);

  const handIn = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const read = readTyped(wanted, field.current?.value ?? "");
    if (typeof read === "string") {
      setFlaw(read);
      field.current?.focus();
    } else onTyped(read);
  };
  const control = {
    id: `${id}-field`,
    "aria-describedby": `${id}-hint ${id}-flaw ${id}-rules`,
    "aria-invalid": flaw !== undefined,
    "aria-required": true,
    readOnly: busy,
    ref: field,
  };
  return (
    <Sheet
      tab={words.tab}
      title={words.title}
      picture={<Scene ground="shared" link="joined" tone="near" badge="question" />}
      lead={
        <p>
          {texts.startedBy({
            client: <Named text={facts.client.name} />,
            ago,
            command: <Quoted text={facts.context.command} longest={LONGEST_QUOTE} />,
          })}
        </p>
      }
      actions={
        <>
          <div className="actions-pair">
            <Button kind="solid" unready={busy} onPress={() => onDeny(false)}>
              {approveTexts.asking.deny}
            </Button>
            <Button kind="near" unready={busy} onPress={() => form.current?.requestSubmit()}>
              {busy ? texts.sending : texts.continue}
            </Button>
          </div>
          <div className="actions-more">
            {onSayWhy === undefined ? null : (
              <Button kind="quiet" small unready={busy} onPress={onSayWhy}>
                {approveTexts.asking.denyWithReason}
              </Button>
            )}
            <Button kind="alert" small unready={busy} onPress={() => onDeny(true)}>
              {approveTexts.asking.notMine}
            </Button>
          </div>
        </>
      }
    >
      <section className="notice notice-plain" id={`${id}-rules`}>
        <h2>{approveSeldomTexts.deciding.rulesThatAsk({ rules: wanted.rules.length })}</h2>
        <RuleLines rules={wanted.rules} />
      </section>
      <form className="typing" ref={form} onSubmit={handIn} noValidate>
        <label htmlFor={control.id}>{words.label}</label>
        {wanted.what === "justification" ? (
          <textarea
            {...control}
            rows={3}
            maxLength={1024}
            defaultValue={typed.justification}
            onKeyDown={enterHandsIn}
          />
        ) : (
          <input
            {...control}
            type="text"
            maxLength={64}
            defaultValue={typed.ticket}
            autoComplete="off"
            autoCapitalize="characters"
            spellCheck={false}
          />
        )}
        <p className="typing-hint" id={`${id}-hint`}>
          {wanted.what === "ticket"
            ? texts.ticket.hint({ examples: examplesOf(wanted.prefixes) })
            : texts.justification.hint}
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
