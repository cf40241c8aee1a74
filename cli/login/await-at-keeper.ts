import { callKeeper, readAnswer } from "../doorway/call-keeper.ts";
import type { Doorway } from "../doorway/doorway.ts";
import { toWaitingSchema } from "../doorway/messages.ts";
import type { Meeting } from "../listener/listener.ts";

/** A keeper that runs answers at once; one that systemd starts takes as long as a program. Milliseconds. */
const AWAITED_WITHIN = 2000;

/**
 * Waits for hellos at the keeper of this account, until the login ends. If the keeper ends before, nothing comes from there
 * any more: a hello over loopback does as well.
 *
 * @returns true once hellos can come from there; false if no keeper runs here, or if it turned this login away
 */
export async function awaitAtKeeper(
  doorway: Doorway | undefined,
  request: string,
  meeting: Meeting,
  ending: AbortSignal,
): Promise<boolean> {
  if (doorway === undefined) return false;
  const call = await callKeeper(doorway, { verb: "await_hello", request });
  if (call === undefined) return false;
  const close = (): void => void call.socket.destroy();
  if (ending.aborted) close();
  ending.addEventListener("abort", close, { once: true });
  call.socket.setTimeout(AWAITED_WITHIN, close);
  try {
    const { value, done } = await call.lines.next();
    if (done === true || !("awaiting" in readAnswer(value, toWaitingSchema))) return false;
  } catch {
    close();
    return false;
  }
  call.socket.setTimeout(0);
  void answerHellos(call, meeting).catch(close);
  return true;
}

/** Whatever went wrong with one hello, the login goes on, and the browser learns nothing (protocol §4.2). */
async function answerHellos(
  { lines, say }: NonNullable<Awaited<ReturnType<typeof callKeeper>>>,
  meeting: Meeting,
): Promise<void> {
  for await (const line of lines) {
    const asked = readAnswer(line, toWaitingSchema);
    if (!("hello" in asked)) continue;
    const { id, hello, browser } = asked;
    void presenceFor(meeting, hello, browser).then((presence_proof) => say({ id, presence_proof }));
  }
}

async function presenceFor(
  meeting: Meeting,
  hello: Parameters<Meeting["answer"]>[0],
  browser: { readonly process: string },
): Promise<string | null> {
  try {
    if (!meeting.isOwn(hello.request)) return null;
    return await meeting.answer(hello, { channel: "native", browser }, () => undefined);
  } catch {
    return null;
  }
}
