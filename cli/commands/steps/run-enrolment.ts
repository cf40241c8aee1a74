import { KEY_STORAGE_WORDS, type KeyStorage } from "@nearside/shared/proof/key-storage.ts";
import { collectContext } from "../../context/collect-context.ts";
import { forgetAllCredentials } from "../../credentials/change-credential.ts";
import { type EnrolmentDisplay, type EnrolmentStart, enrol } from "../../enrolment/enrol.ts";
import { finishEnrolment } from "../../enrolment/finish-enrolment.ts";
import { attestOf, demandMeans, makeMachineKey } from "../../enrolment/machine-key.ts";
import {
  demandSameEnrolment,
  type EnrolmentKind,
  loadPending,
  type PendingEnrolment,
  removePending,
  storePending,
} from "../../enrolment/pending-enrolment.ts";
import { giveTicketBack, readTicket } from "../../enrolment/ticket.ts";
import { admitExtensions } from "../../keeper/setup/install.ts";
import type { KeptDeviceKey } from "../../keys/choose-key-storage.ts";
import { storageOf } from "../../keys/device-key.ts";
import { addReceipt, demandMachine, type EnrolledMachine, replaceMachine } from "../../keys/enrolled-machine.ts";
import type { KeyPlace } from "../../keys/key-file.ts";
import type { LockPlace } from "../../keys/lock.ts";
import { type EndCode, Problem, problemOf } from "../../problems/problem.ts";
import { type Connection, connect } from "../../server/connection.ts";
import { readIssuer } from "../../server/issuer.ts";
import { ServerRefusal } from "../../server/server-refusal.ts";
import { demandAllowedIssuer, demandAllowedStorage } from "../../settings/managed-settings.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { texts } from "../../texts/commands/enroll.ts";
import type { World } from "../../world/world.ts";
import { answerTo, secretAnswerTo } from "./answer.ts";
import { openPage } from "./open-page.ts";
import { sayServerAway } from "./say-server-away.ts";
import { sayWhere } from "./say-where.ts";
import { displayOn, sayWords } from "./show-enrolment.ts";

/** The options of `nearside enroll`. */
export interface EnrollOptions {
  /** `--browser` adds a further browser; without it, this machine is enrolled. */
  readonly browser?: true;
  readonly user?: string;
  /** The place where the device key is made; if it is left out, the best one. */
  readonly key?: KeyStorage;
  readonly open: boolean;
  readonly restart?: true;
}

/**
 * Enrols this machine or one of its further browsers, or continues with an enrolment that waits. @throws Problem, Refused,
 * KeyFileError, KeyringError, TpmError
 */
export async function runEnrolment(world: World, typedIssuer: string, options: EnrollOptions): Promise<void> {
  const issuer = readIssuer(typedIssuer);
  const managed = await world.managed();
  demandAllowedIssuer(managed, issuer);
  if (options.key !== undefined) demandAllowedStorage(managed, options.key, texts.leaveOutKey);
  const place = await world.place();
  const kind: EnrolmentKind = options.browser === true ? "browser" : "machine";
  const enrolled = kind === "browser" ? await demandMachine(place, { issuer, user: options.user }) : null;
  if (enrolled !== null) demandAllowedStorage(managed, enrolled.keyStorage);
  if (options.restart === true) await removePending(place, kind, issuer);
  await sayWhere(world); // before the person looks for a ticket
  const connection = connect(issuer, { ...world, ...sayServerAway(world.terminal) });
  try {
    const waits = await loadPending(place, kind, issuer);
    // A further browser that waits with the key of an earlier enrolment fails with this one.
    const stored = enrolled === null || waits?.deviceKey.signer.thumbprint === enrolled.id ? waits : null;
    if (stored?.confirmed) demandSameEnrolment(stored, options, managed);
    const pending = stored?.confirmed ? stored : await begin(world, connection, place, enrolled, stored, options);
    await finish(world, connection, place, kind, pending, enrolled);
  } catch (error) {
    if (OVER.has(problemOf(error).code)) await removePending(place, kind, issuer);
    throw error;
  } finally {
    connection.http.close();
  }
}

/** After these, no part of an enrolment is worth continuing: the next one makes a new key. */
const OVER: ReadonlySet<EndCode> = new Set([
  "enrolment_refused",
  "enrolment_expired",
  "enrolment_unknown",
  "enrolment_settled",
  "key_already_bound",
  "key_storage_too_weak",
  "words_differ",
]);

interface Begun {
  readonly start: EnrolmentStart;
  readonly pending: PendingEnrolment;
}

/** Goes from the question whom the machine is for to the confirmed words, and keeps them so that it can continue from there. */
async function begin(
  world: World,
  connection: Connection,
  place: KeyPlace,
  enrolled: EnrolledMachine | null,
  stored: PendingEnrolment | null,
  options: EnrollOptions,
): Promise<PendingEnrolment> {
  const { start, pending } =
    enrolled === null
      ? await startMachine(world, connection, place, stored, options)
      : await startBrowser(connection, enrolled);
  const { browser } = await world.managed();
  const openIt = options.open ? (url: string) => openPage(world, url, browser) : undefined;
  const shown = displayOn(world, connection.issuer, openIt);
  const { signer } = pending.deviceKey;
  let begun: string | undefined;
  const display: EnrolmentDisplay = {
    ...shown,
    pageNeeded(page) {
      begun = page.id;
      shown.pageNeeded(page);
    },
  };
  try {
    const confirmed = await enrol(connection, signer, start, world.peerOf, display);
    world.stop.throwIfAborted();
    const done = { ...pending, confirmed };
    await storePending(place, start.kind, done);
    return done;
  } catch (error) {
    // An enrolment that the server refused has not begun, so status does not show one.
    if (begun === undefined && stored === null && error instanceof ServerRefusal)
      await removePending(place, start.kind, connection.issuer);
    if (world.stop.aborted && begun !== undefined) await giveTicketBack(world, connection.issuer, signer, begun);
    throw error;
  } finally {
    shown.stop();
  }
}

async function startMachine(
  { terminal, surroundings, managed, posture }: World,
  connection: Connection,
  place: KeyPlace,
  stored: PendingEnrolment | null,
  options: EnrollOptions,
): Promise<Begun> {
  const settings = await managed();
  const wish = options.key ?? (settings.key_storage === "tpm" ? "tpm" : undefined);
  // A person hears what can't be done before they look for a ticket.
  await demandMeans(connection, place, wish);
  const shown = await askForTicket(terminal, options.user);
  const { user: userName, ticket } = shown;
  // An enrolment of this person begins again with the key that it had, unless another place is requested.
  const goesOn = stored?.userName === userName && (options.key ?? storageOfKept(stored)) === storageOfKept(stored);
  const { deviceKey, keptIn, attest } = goesOn
    ? { ...stored, attest: attestOf(connection, place, stored.deviceKey, shown) }
    : await makeMachineKey(connection, place, wish, shown);
  const key_storage = storageOfKept({ deviceKey, keptIn });
  demandAllowedStorage(settings, key_storage, texts.startAgain);
  const { hostname, os, account } = await collectContext(surroundings);
  const machine = { hostname, os, account, key_storage };
  const pending = { issuer: connection.issuer, userName, deviceKey, keptIn, confirmed: null };
  await storePending(place, "machine", pending);
  void posture(); // the first login finds what is seen here, in the folder that there is now
  return { start: { kind: "machine", userName, ticket, machine, attest }, pending };
}

/** @param user named by --user. @throws Problem `usage`, `ticket_invalid`, `input_ended` */
async function askForTicket(
  terminal: Terminal,
  user: string | undefined,
): Promise<{ readonly user: string; readonly ticket: string }> {
  const name = user ?? (await answerTo(terminal, texts.askUser));
  if (name === "" || name.length > 128) throw new Problem("usage", texts.noUser);
  const ticket = readTicket(await secretAnswerTo(terminal, texts.askTicket));
  return { user: name, ticket };
}

const storageOfKept = ({ deviceKey, keptIn }: KeptDeviceKey): KeyStorage => storageOf(deviceKey.open, keptIn);

async function startBrowser({ issuer }: Connection, { user, keptIn, deviceKey }: EnrolledMachine): Promise<Begun> {
  const pending = { issuer, userName: user.name, deviceKey: await deviceKey(), keptIn, confirmed: null };
  return { start: { kind: "browser", user }, pending };
}

async function finish(
  world: World,
  connection: Connection,
  place: KeyPlace & LockPlace,
  kind: EnrolmentKind,
  { deviceKey, keptIn, confirmed }: PendingEnrolment,
  enrolled: EnrolledMachine | null,
): Promise<void> {
  const { terminal } = world;
  const { issuer } = connection;
  if (confirmed === null) throw new TypeError("only a confirmed enrolment can be finished");
  const { user, receipt } = await finishEnrolment(connection, deviceKey.signer, confirmed, (words) =>
    askToReadAloud(terminal, words),
  );
  terminal.endStatus();
  if (enrolled === null) {
    // Logins from before go first: they could not be renewed with another device key.
    await forgetAllCredentials(place, { issuer, user }, world);
    await replaceMachine(place, { issuer, user, receipts: [receipt] }, deviceKey, keptIn, world);
  } else {
    if (user.id !== enrolled.user.id) throw new Problem("wrong_user");
    await addReceipt(place, enrolled, receipt, world);
  }
  await removePending(place, kind, issuer);
  // If the keeper is set up, browsers are told the id of this server's extension, or else the keeper tells them within a minute.
  if (enrolled === null) await admitExtensions(world).catch(() => undefined);
  sayEnrolled(terminal, kind, { issuer, user }, { deviceKey, keptIn });
}

/** Shows the words that an administrator has to type. */
function askToReadAloud(terminal: Terminal, words: readonly string[]): void {
  const why = texts.readWords;
  terminal.object({ user_action_required: { words, why } });
  terminal.say(why);
  sayWords(terminal, words);
  terminal.say(texts.mayStop, "dim");
  terminal.status(texts.waiting);
}

function sayEnrolled(
  terminal: Terminal,
  kind: EnrolmentKind,
  { issuer, user }: Pick<EnrolledMachine, "issuer" | "user">,
  key: KeptDeviceKey,
): void {
  const key_storage = storageOfKept(key);
  const device = { id: key.deviceKey.signer.thumbprint, key_storage };
  terminal.object({ enrolled: { issuer, user, device, kind } });
  const told = { user: user.name, issuer };
  terminal.say(kind === "browser" ? texts.browserDone(told) : texts.machineDone(told), "good");
  if (kind === "machine") terminal.say(texts.keyKept({ place: KEY_STORAGE_WORDS[key_storage] }), "dim");
}
