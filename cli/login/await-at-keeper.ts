import type { HelloAnswer } from "@nearside/shared/api/loopback.ts";
import { ANSWERS_WITHIN, callKeeper, readAnswer } from "../doorway/call-keeper.ts";
import type { Doorway } from "../doorway/doorway.ts";
import { toWaitingSchema } from "../doorway/messages.ts";
import { noAnswerInWords, TurnedAway } from "../doorway/turned-away.ts";
import type { Meeting } from "../listener/listener.ts";
import { Problem } from "../problems/problem.ts";
import type { Waiting } from "../waiting.ts";

/** The pause before a keeper that ended is looked for again. Milliseconds. */
const AGAIN_AFTER = 1000;

/**
 * Waits for hellos at the keeper of this account, until the login ends. If the keeper ends before, the login waits at the
 * next one: systemd starts it again where it crashed.
 *
 * @returns true once hellos can come from there; false if no keeper runs here, or if it turned this login away
 * @throws Problem `inside_a_lease`, `keeper_refused` if this process does not act as its person
 */
export async function awaitAtKeeper(
  doorway: Doorway | undefined,
  login: { readonly request: string; readonly machine: string },
  meeting: Meeting,
  { sleep }: Pick<Waiting, "sleep">,
  ending: AbortSignal,
): Promise<boolean> {
  if (doorway === undefined) return false;
  const first = await openCall(doorway, login, ending);
  if (first === undefined) return false;
  void (async () => {
    let call: Call | undefined = first;
    while (!ending.aborted) {
      if (call !== undefined) await answerHellos(call, meeting).catch(call.close);
      if (ending.aborted) return; // nothing may keep a command that is done
      await sleep(AGAIN_AFTER);
      call = ending.aborted ? undefined : await openCall(doorway, login, ending);
    }
  })().catch(() => undefined); // the command was stopped, and the login ends with it
  return true;
}

/** An agent that works under a lease does not log in as its person, and would by loopback if this were taken for a keeper that has gone. */
const NOT_A_PERSON: ReadonlySet<TurnedAway["code"]> = new Set(["inside_a_lease", "origin_unclear"]);

function notAPerson(error: TurnedAway): Problem {
  if (error.code === "inside_a_lease") return new Problem("inside_a_lease", undefined, { cause: error });
  const { says, cure } = noAnswerInWords(error.code);
  return new Problem("keeper_refused", `${says} ${cure}`, { cause: error });
}

type Call = NonNullable<Awaited<ReturnType<typeof callKeeper>>> & { readonly close: () => void };

/** @returns undefined if no keeper runs here, or if it turned this login away */
async function openCall(
  doorway: Doorway,
  login: Parameters<typeof awaitAtKeeper>[1],
  ending: AbortSignal,
): Promise<Call | undefined> {
  const call = await callKeeper(doorway, { verb: "await_hello", ...login });
  if (call === undefined) return undefined;
  const close = (): void => void call.socket.destroy();
  if (ending.aborted) close();
  ending.addEventListener("abort", close, { once: true });
  call.socket.once("close", () => ending.removeEventListener("abort", close));
  call.socket.setTimeout(ANSWERS_WITHIN, close);
  try {
    const { value, done } = await call.lines.next();
    if (done !== true && "awaiting" in readAnswer(value, toWaitingSchema)) {
      call.socket.setTimeout(0);
      return { ...call, close };
    }
  } catch (error) {
    close();
    if (error instanceof TurnedAway && NOT_A_PERSON.has(error.code)) throw notAPerson(error);
    return undefined; // it turned us away, or ended
  }
  close();
  return undefined;
}

/** Whatever went wrong with one hello, the login continues, and the browser learns nothing (protocol §4.2). */
async function answerHellos({ lines, say }: Call, meeting: Meeting): Promise<void> {
  for await (const line of lines) {
    const asked = readAnswer(line, toWaitingSchema);
    if (!("hello" in asked)) continue;
    const { id, hello, browser } = asked;
    void answerTo(meeting, hello, browser).then((answer) => say({ id, answer }));
  }
}

async function answerTo(
  meeting: Meeting,
  hello: Parameters<Meeting["answer"]>[0],
  browser: { readonly process: string },
): Promise<HelloAnswer | null> {
  try {
    if (!meeting.isOwn(hello.request)) return null;
    return await meeting.answer(hello, { channel: "native", browser }, () => undefined);
  } catch {
    return null;
  }
}
