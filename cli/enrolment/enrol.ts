import type { Loopback } from "@nearside/shared/claims.ts";
import { sha256Base64url } from "@nearside/shared/encoding/sha256.ts";
import type { KeyAttestation } from "@nearside/shared/key-attestation/attested-key.ts";
import type { KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import type { Signer } from "@nearside/shared/signing/keys.ts";
import { browserStatement } from "@nearside/shared/statements/browser.ts";
import { enrolment } from "@nearside/shared/statements/enrolment.ts";
import type { EnrolmentRequest } from "@nearside/shared/statements/enrolment-request.ts";
import { listen } from "../listener/listener.ts";
import { createPeerGate, type PeerRefusalCode } from "../listener/verify-peer.ts";
import type { PeerOf } from "../peer/peer.ts";
import { Problem } from "../problems/problem.ts";
import { withBackOff } from "../server/back-off.ts";
import { type Connection, deviceClaims } from "../server/connection.ts";
import { postToEnrolment, type StartEnrolment, startEnrolment } from "./enrolment-api.ts";
import { createEnrolmentMeeting } from "./enrolment-meeting.ts";
import { followEnrolment } from "./follow-enrolment.ts";
import type { Attest } from "./machine-key.ts";
import type { Confirmed } from "./pending-enrolment.ts";
import { type VerifiedMeeting, verifyEnrolmentMeeting } from "./verify-enrolment-meeting.ts";
import { type ExpectedEnrolment, verifyEnrolmentRequest } from "./verify-enrolment-request.ts";

/** The enrolment of a machine with a ticket (protocol §3.2), or of a further browser of an enrolled machine (§3.7). */
export type EnrolmentStart =
  | {
      readonly kind: "machine";
      readonly userName: string;
      readonly ticket: string;
      readonly machine: {
        readonly hostname: string;
        readonly os: string;
        readonly account: string;
        readonly key_storage: KeyStorage;
      };
      /** Set if `key_storage` is `tpm`. */
      readonly attest: Attest | null;
    }
  | { readonly kind: "browser"; readonly user: { readonly id: string; readonly name: string } };

export interface EnrolmentDisplay {
  /**
   * Shows the facts that the extension asks the person to compare with the terminal (protocol §3.3), and the page to open.
   *
   * @param page `id` of the enrolment; `expiresIn` in seconds
   */
  pageNeeded(page: {
    readonly id: string;
    readonly url: string;
    readonly user: string;
    readonly port: number;
    readonly expiresIn: number;
  }): void;
  /** Shows the words, and asks whether the extension shows the same ones. */
  askWhetherSame(words: readonly string[]): Promise<boolean>;
  peerRefused(code: PeerRefusalCode): void;
}

/** The time for which the first request is tried while the server does not answer. Milliseconds. */
const START_WITHIN = 5000;

/**
 * Enrols from the ticket to the person's yes (protocol §3.2–§3.5). The device key signs nothing that binds before that yes.
 *
 * @returns the confirmed enrolment, which is to be kept before `finishEnrolment` tells the server: then it can continue,
 * whatever happens
 * @throws Problem, Refused
 */
export async function enrol(
  connection: Connection,
  device: Signer,
  start: EnrolmentStart,
  peerOf: PeerOf,
  display: EnrolmentDisplay,
): Promise<Confirmed> {
  const listener = await listen();
  try {
    const { request, until } = await ask(connection, device, start, listener.loopback);
    const verifyPeer = createPeerGate(peerOf, (code) => display.peerRefused(code));
    const meeting = createEnrolmentMeeting(connection, request, device, verifyPeer);
    listener.open(meeting);
    showPage(connection, request, listener.loopback, until, display);
    const view = await followEnrolment(connection, device, request.claims.jti, ["passkey"], until);
    const met = await verifyEnrolmentMeeting(connection, view, request, meeting.made);
    await demandSameWords(connection, device, request, met.words, display);
    return await confirm(device, request, met);
  } finally {
    await listener.close();
  }
}

function showPage(
  { issuer, now }: Connection,
  { claims: { jti: id, user } }: EnrolmentRequest,
  { port }: Loopback,
  until: number,
  display: EnrolmentDisplay,
): void {
  const expiresIn = Math.floor((until - now()) / 1000);
  display.pageNeeded({ id, url: `${issuer}/enroll/${id}`, user: user.name, port, expiresIn });
}

/** @throws Problem `words_differ`, of which the server is told */
async function demandSameWords(
  connection: Connection,
  device: Signer,
  { claims: { jti: id } }: EnrolmentRequest,
  words: readonly string[],
  display: EnrolmentDisplay,
): Promise<void> {
  if (await display.askWhetherSame(words)) return;
  await postToEnrolment(connection, device, id, { reason: "words_differ" }).catch(() => undefined);
  throw new Problem("words_differ");
}

/** Signs the enrolment statement, which binds the device key to extension and passkey (protocol §3.5). */
async function confirm(
  device: Signer,
  request: EnrolmentRequest,
  { keys, words }: VerifiedMeeting,
): Promise<Confirmed> {
  const { extension: extension_jkt, passkey } = keys;
  const proof = await enrolment.sign(device, {
    request: request.hash,
    user: request.claims.user.id,
    device_jkt: device.thumbprint,
    extension_jkt,
    passkey,
  });
  return { enrolment_request: request.jws, proof, extension_jkt, passkey, words: [...words] };
}

/** Asks the server, and verifies its enrolment request. @returns `until` in epoch milliseconds of this machine */
async function ask(connection: Connection, device: Signer, start: EnrolmentStart, loopback: Loopback) {
  let browser: string | null = null;
  const make = async (key_attestation: KeyAttestation | null): Promise<StartEnrolment> => {
    if (start.kind === "machine") {
      const { userName: user, ticket, machine } = start;
      const proof = key_attestation === null ? {} : { key_attestation };
      return { kind: start.kind, user, ticket, loopback, machine, ...proof };
    }
    const statement = await stateBrowser(connection, device, loopback);
    browser = await sha256Base64url(statement);
    return { kind: start.kind, browser_statement: statement };
  };
  const text = await withBackOff(
    async () => {
      // A challenge is valid for one enrolment. It may be used up if the answer to the last try was lost.
      const proof = start.kind === "machine" && start.attest !== null ? await start.attest() : null;
      return startEnrolment(connection, device, () => make(proof));
    },
    connection.now() + START_WITHIN,
    connection,
  );
  const user: ExpectedEnrolment["user"] = start.kind === "machine" ? { name: start.userName } : start.user;
  const request = await verifyEnrolmentRequest(connection, text, {
    device: device.thumbprint,
    loopback,
    browser,
    user,
  });
  const until = connection.now() + (request.claims.exp - connection.clock.seconds()) * 1000;
  return { request, until };
}

/** Signs "add a browser of this machine" (protocol §3.7), for one try. */
async function stateBrowser(connection: Connection, device: Signer, loopback: Loopback): Promise<string> {
  return browserStatement.sign(device, {
    ...deviceClaims(connection, device),
    loopback,
  });
}
