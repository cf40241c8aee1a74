import { END_SENTENCES } from "@nearside/shared/api/enrolment-end.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { neutralise } from "@nearside/shared/text/neutralise.ts";
import { Problem } from "../problems/problem.ts";
import { withBackOff } from "../server/back-off.ts";
import type { Connection } from "../server/connection.ts";
import { texts } from "../texts/enrolment.ts";
import { type EnrolmentView, fetchEnrolment } from "./enrolment-api.ts";

/** A server that holds no more polls answers at once. It is then asked once a second. Milliseconds. */
const INTERVAL = 1000;
/** UTF-16 units. */
const MAX_SHOWN = 600;

/**
 * The reason for which the enrolment ended. An administrator wrote the note, so it is made visible before it reaches a
 * terminal (threat B7).
 */
function endInWords(end: EnrolmentView["end"]): string | undefined {
  if (end === undefined) return undefined;
  const note = end.note === null ? "" : texts.theySay({ note: neutralise(end.note, MAX_SHOWN) });
  return END_SENTENCES[end.reason] + note;
}

/**
 * Waits until the enrolment's state is one of `awaited`, whatever the network does in between.
 *
 * @param until epoch milliseconds; the server may say before that the enrolment has expired
 * @throws Problem `enrolment_refused`, `enrolment_expired`
 */
export async function followEnrolment(
  connection: Connection,
  device: Signer,
  id: string,
  awaited: readonly EnrolmentView["state"][],
  until: number,
): Promise<EnrolmentView> {
  let state: EnrolmentView["state"] = "waiting";
  for (;;) {
    const started = connection.now();
    const view = await withBackOff(() => fetchEnrolment(connection, device, id, state), until, connection);
    if (awaited.includes(view.state)) return view;
    if (view.state === "refused") throw new Problem("enrolment_refused", endInWords(view.end));
    if (view.state === "expired" || connection.now() >= until) throw new Problem("enrolment_expired");
    const isNews = view.state !== state;
    state = view.state;
    if (!isNews) await connection.sleep(Math.max(0, started + INTERVAL - connection.now()));
  }
}
