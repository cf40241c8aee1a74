import { type BreakGlassState, breakGlassApi } from "@nearside/shared/api/console/break-glass.ts";
import type { OutputOf } from "@nearside/shared/api/entry.ts";
import { type FormEvent, useEffect, useState } from "react";
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

const FOOTNOTE =
  "Nobody ever asks you for such a code: type it only where you opened this address yourself. No other page takes one.";

/** Lets in one machine by a code on paper, on a day on which no administrator can sign in (protocol §9). */
export function OpenGlassPage() {
  const { issuer } = useConsole();
  const [opened, setOpened] = useState<Opened>();
  return (
    <Frame issuer={issuer} footnote={FOOTNOTE}>
      {opened === undefined ? <TypeCode onOpened={setOpened} /> : <LetIn opened={opened} />}
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
      tab="Break-glass code"
      title="Use a break-glass code"
      picture={<Scene ground="apart" link="open" tone="alert" badge="alert" />}
      lead="For the day when no owner or administrator can sign in. The code opens once, and lets one machine in. Everybody who runs this server hears of it at once, and an owner has to write down what happened."
    >
      <form className="form" noValidate onSubmit={(event) => void send(event)}>
        <OutsideField name="code" label="The code, as it was printed" problem={problem} />
        <OutsideField
          name="user"
          label="Name of the owner or administrator whose machine it lets in"
          problem={problem}
        />
        <OutsideProblem problem={problem} />
        <div className="form-end">
          <button type="submit" className="button button-solid" aria-disabled={isSending} disabled={isSending}>
            Break the glass
          </button>
        </div>
      </form>
    </Sheet>
  );
}

function LetIn({ opened }: { opened: Opened }) {
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
      await http.post(breakGlassApi.letIn, { words });
      setState((before) => before && { ...before, machine: before.machine && { ...before.machine, state: "active" } });
    } catch (cause) {
      setProblem(problemOf(cause));
    }
  };
  if (isOver)
    return (
      <Sheet
        tab="Let in"
        title="The machine is let in"
        picture={<Scene ground="shared" link="joined" tone="near" badge="check" />}
        lead={
          <p>
            <Named text={opened.user.display_name} /> signs in to the console there, in the browser that was enrolled.
            Review this use under Recovery, and make new codes.
          </p>
        }
      />
    );
  return (
    <Sheet
      tab="Glass broken"
      title="Enrol the machine now"
      picture={<Scene ground="shared" link="travelling" tone="alert" badge="clock" />}
      lead={
        <p>
          Leave this page open, and do not reload it: the six words can be typed here alone, until{" "}
          {clockTime(opened.expires_at)}. The ticket is shown this once and ends at{" "}
          {clockTime(opened.ticket_expires_at)}.
        </p>
      }
    >
      <div className="prose">
        <section>
          <h2>1. On the new machine</h2>
          <EnrolCommand issuer={issuer} />
          <p>
            It is for <Named text={opened.user.name} />. The ticket:
          </p>
          <p className="with-copy">
            <Exact text={opened.ticket} /> <CopyButton text={opened.ticket} what="the ticket" />
          </p>
        </section>
        <section>
          <h2>2. The six words</h2>
          <p role="status">
            {state?.machine?.state === "pending" ? (
              <>
                A machine waits: <Named text={state.machine.hostname} />, <Named text={state.machine.os} />, as it calls
                itself. Type the words that stand in its terminal, and nowhere else.
              </>
            ) : state?.machine?.state === "refused" || state?.machine?.state === "expired" ? (
              "That enrolment was refused or took too long. With the same ticket it can be begun anew while the ticket lasts."
            ) : (
              "No machine waits yet."
            )}
          </p>
          <form className="form" noValidate onSubmit={(event) => void send(event)}>
            <OutsideField name="words" label="Six words" problem={problem} />
            <OutsideProblem problem={problem} />
            <div className="form-end">
              <button type="submit" className="button button-near" disabled={state?.machine?.state !== "pending"}>
                Let it in
              </button>
            </div>
          </form>
        </section>
      </div>
    </Sheet>
  );
}
