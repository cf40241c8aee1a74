import { type BreakGlassState, breakGlassApi } from "@nearside/shared/api/console/break-glass.ts";
import type { OutputOf } from "@nearside/shared/api/entry.ts";
import { type FormEvent, useEffect, useState } from "react";
import { breakGlassTexts as texts } from "../../texts/console/break-glass.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EnrolCommand } from "../../ui/enrol-command.tsx";
import { Frame } from "../../ui/frame.tsx";
import { Exact, Named } from "../../ui/quoted.tsx";
import { Scene } from "../../ui/scene.tsx";
import { Sheet } from "../../ui/sheet.tsx";
import { useConsole } from "../console-context.ts";
import { type ConsoleProblem, problemOf } from "../problem.ts";
import { clockTime } from "../ui/moment.tsx";
import { newSessionKey, type SessionKey } from "../wire/session-key.ts";
import { OutsideField, OutsideProblem } from "./outside-form.tsx";

type Opened = OutputOf<typeof breakGlassApi.open> & { readonly key: SessionKey };

/** Seconds between two readings of how far the machine is. */
const LOOK_SECONDS = 4;

/** Admits one machine by a code on paper, on a day on which no administrator can sign in (protocol §9). */
export function OpenGlassPage() {
  const { issuer } = useConsole();
  const [opened, setOpened] = useState<Opened>();
  return (
    <Frame issuer={issuer} footnote={texts.open.footnote}>
      {opened === undefined ? <TypeCode onOpened={setOpened} /> : <Admit opened={opened} />}
    </Frame>
  );
}

function TypeCode({ onOpened }: { onOpened: (opened: Opened) => void }) {
  const { clock, open } = useConsole();
  const [problem, setProblem] = useState<ConsoleProblem>();
  const [isSending, setSending] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const body = { code: String(typed.get("code") ?? ""), user: String(typed.get("user") ?? "").trim() };
    setSending(true);
    setProblem(undefined);
    try {
      const key = await newSessionKey(0);
      const sent = { ...body, session_key: key.jwk };
      const answer = await open(breakGlassApi.open, sent, new AbortController().signal);
      onOpened({ ...answer, key: { ...key, serverIsAheadBy: answer.now - clock.now() } });
    } catch (cause) {
      setProblem(problemOf(cause));
      setSending(false);
    }
  };
  return (
    <Sheet
      tab={texts.open.code.tab}
      title={texts.open.code.title}
      picture={<Scene ground="apart" link="open" tone="alert" badge="alert" />}
      lead={texts.open.code.lead}
    >
      <form className="form" noValidate onSubmit={(event) => void send(event)}>
        <OutsideField name="code" label={texts.open.code.label} problem={problem} />
        <OutsideField name="user" label={texts.open.code.user} problem={problem} />
        <OutsideProblem problem={problem} />
        <div className="form-end">
          <button type="submit" className="button button-solid" aria-disabled={isSending} disabled={isSending}>
            {texts.open.code.send}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function Admit({ opened }: { opened: Opened }) {
  const { clock, httpBy, issuer } = useConsole();
  const [http] = useState(() =>
    httpBy({ read: async () => opened.key, keep: async () => undefined, forget: async () => undefined }),
  );
  const [state, setState] = useState<BreakGlassState>();
  const [problem, setProblem] = useState<ConsoleProblem>();
  const isOver = state?.machine?.state === "active";

  useEffect(() => {
    if (isOver) return undefined;
    const asking = new AbortController();
    const look = () =>
      http.post(breakGlassApi.state, {}, asking.signal).then(setState, (cause) => {
        if (!asking.signal.aborted) setProblem(problemOf(cause));
      });
    let seconds = 0;
    void look();
    const stop = clock.everySecond(() => {
      seconds += 1;
      if (seconds % LOOK_SECONDS === 0) void look();
    });
    return () => {
      stop();
      asking.abort();
    };
  }, [clock, http, isOver]);

  // Only this page has the key that lets the machine in, and the code that opened it is used up: ask before the page is
  // left.
  useEffect(() => {
    if (isOver) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isOver]);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const words = String(new FormData(event.currentTarget).get("words") ?? "");
    setProblem(undefined);
    try {
      await http.post(breakGlassApi.admit, { words });
      setState((before) => before && { ...before, machine: before.machine && { ...before.machine, state: "active" } });
    } catch (cause) {
      setProblem(problemOf(cause));
    }
  };
  if (isOver)
    return (
      <Sheet
        tab={texts.open.done.tab}
        title={texts.open.done.title}
        picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
        lead={<p>{texts.open.done.lead(<Named text={opened.user.display_name} />)}</p>}
      />
    );
  return (
    <Sheet
      tab={texts.open.enrol.tab}
      title={texts.open.enrol.title}
      picture={<Scene ground="shared" link="travelling" tone="alert" badge="clock" />}
      lead={<p>{texts.open.enrol.lead(clockTime(opened.expires_at), clockTime(opened.ticket_expires_at))}</p>}
    >
      <div className="prose">
        <section>
          <h2>{texts.open.enrol.machine}</h2>
          <EnrolCommand issuer={issuer} />
          <p>{texts.open.enrol.ticket(<Named text={opened.user.name} />)}</p>
          <p className="with-copy">
            <Exact text={opened.ticket} /> <CopyButton text={opened.ticket} what={texts.open.enrol.copyTicket} />
          </p>
        </section>
        <section>
          <h2>{texts.open.enrol.words}</h2>
          <p role="status">
            {state?.machine?.state === "pending"
              ? texts.open.enrol.waiting(<Named text={state.machine.hostname} />, <Named text={state.machine.os} />)
              : state?.machine?.state === "refused" || state?.machine?.state === "expired"
                ? texts.open.enrol.ended
                : texts.open.enrol.none}
          </p>
          <form className="form" noValidate onSubmit={(event) => void send(event)}>
            <OutsideField name="words" label={texts.open.enrol.wordsLabel} problem={problem} />
            <OutsideProblem problem={problem} />
            <div className="form-end">
              <button type="submit" className="button button-near" disabled={state?.machine?.state !== "pending"}>
                {texts.open.enrol.send}
              </button>
            </div>
          </form>
        </section>
      </div>
    </Sheet>
  );
}
