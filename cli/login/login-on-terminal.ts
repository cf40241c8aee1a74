import { sentenceOf } from "@nearside/shared/chain/refusal.ts";
import { accessToken } from "@nearside/shared/oauth/access-token.ts";
import { cureOf, factInWords, POSTURE_TITLES, REPORTED_BY_MACHINE } from "@nearside/shared/posture/posture-in-words.ts";
import { readAnyRequest } from "@nearside/shared/statements/elsewhere.ts";
import { countdownText } from "@nearside/shared/text/time-in-words.ts";
import { openKeeperChannel } from "../channel/ask-keeper.ts";
import { noKeeper } from "../channel/no-keeper.ts";
import { collectContext } from "../context/collect-context.ts";
import { keepCredential } from "../credentials/change-credential.ts";
import { type Credential, demandRoomForCredential, slotOf } from "../credentials/credential.ts";
import { unmetBy } from "../credentials/step-up.ts";
import type { EnrolledMachine } from "../keys/enrolled-machine.ts";
import type { KeyPlace } from "../keys/key-file.ts";
import type { LockPlace } from "../keys/lock.ts";
import { ensurePrivateFolder } from "../keys/private-folder.ts";
import { removeEndedVisits, storeVisit } from "../keys/visit.ts";
import { Problem } from "../problems/problem.ts";
import type { Connection } from "../server/connection.ts";
import type { AuthorizationParameters } from "../server/request-authorization.ts";
import { texts } from "../texts/login.ts";
import type { World } from "../world/world.ts";
import { wordsOf, wordsOfWanted } from "./browser-words.ts";
import { login } from "./login.ts";
import type { LoginDisplay } from "./login-display.ts";
import { loginElsewhere } from "./login-elsewhere.ts";
import { secondOnTerminal } from "./second-on-terminal.ts";

interface TerminalLogin {
  readonly place: KeyPlace & LockPlace;
  readonly machine: EnrolledMachine;
  readonly connection: Connection;
  readonly parameters: AuthorizationParameters;
  /** True if browsers may meet it through the keeper alone: then it opens no port. */
  readonly withoutPort?: boolean;
  /** Opens the page, if that is wanted. Its address is told in any case. */
  readonly openPage: ((url: string) => void) | undefined;
  /** Called beside the terminal's own lines. @param expiresIn seconds */
  readonly approvalNeeded?: (url: string, expiresIn: number, why: string) => void;
}

/**
 * A login that a person follows in the terminal: it shows the address, the countdown, and who was turned away. All
 * output goes to stderr, for stdout may be another program's. The credential is kept.
 *
 * @throws Problem `demand_not_met`, …; Refused, KeyFileError, KeyringError
 */
export async function loginOnTerminal(world: World, how: TerminalLogin): Promise<Credential> {
  const { place, machine, connection, parameters } = how;
  await demandRoomForCredential(place, slotOf(machine, parameters));
  if (machine.isVisit) return visitOnTerminal(world, { ...how, issuer: machine.issuer });
  const why = texts.terminal.approve;
  const display = displayOn(world, { ...how, issuer: machine.issuer, why });
  const from = {
    context: () => collectContext(world.surroundings),
    peerOf: world.peerOf,
    doorway: world.doorway(),
    withoutPort: how.withoutPort === true,
  };
  const keep = async (credential: Credential): Promise<void> => {
    display.stop();
    world.stop.throwIfAborted();
    await keepCredential(place, credential, machine.keptIn, world);
  };
  try {
    const credential = await login(connection, machine, parameters, from, display, keep);
    await demandMet(credential, parameters, Math.floor(world.now() / 1000));
    return credential;
  } finally {
    display.stop();
  }
}

interface TerminalVisit extends Pick<TerminalLogin, "place" | "parameters" | "approvalNeeded"> {
  /** Null leaves it to the person's own machine. */
  readonly issuer: string | null;
}

/**
 * The same from a host that the person reached by SSH, where nothing is enrolled: the keeper of her own machine vouches (protocol §10).
 *
 * @throws Problem `keeper_refused`, `keeper_unreached`, …; Refused, KeyFileError
 */
export async function visitOnTerminal(world: World, how: TerminalVisit): Promise<Credential> {
  const { place, parameters, issuer, approvalNeeded } = how;
  await ensurePrivateFolder(place);
  await removeEndedVisits(place);
  const agent = world.forwardedAgent ?? "";
  const channel = await openKeeperChannel(agent).catch(noKeeper);
  const why = texts.terminal.approveThere;
  const shown = {
    issuer: issuer ?? undefined,
    why,
    openPage: undefined,
    ...(approvalNeeded !== undefined && { approvalNeeded }),
  };
  const display = displayOn(world, shown);
  const from = { channel, issuer, context: () => collectContext(world.surroundings) };
  try {
    const { credential } = await loginElsewhere(
      world,
      parameters,
      from,
      display,
      async ({ credential: given, machine }) => {
        display.stop();
        world.stop.throwIfAborted();
        await storeVisit(place, { issuer: given.issuer, user: given.user, machine, channel: agent });
        await keepCredential(place, given, "file", world);
      },
    ).catch(noKeeper);
    await demandMet(credential, parameters, Math.floor(world.now() / 1000));
    return credential;
  } finally {
    display.stop();
    channel.close();
  }
}

const MET = texts.terminal.met;

interface Shown extends Pick<TerminalLogin, "openPage" | "approvalNeeded"> {
  /** The server, if it is known before the login begins. */
  readonly issuer: string | undefined;
  /** The one sentence of what the person is to do. */
  readonly why: string;
}

/** Shows a login in the terminal; `stop` ends its countdown. */
export function displayOn({ terminal, now }: World, how: Shown): Required<LoginDisplay> & { stop(): void } {
  let countdown: { stop(): void } | undefined;
  let endsAt = 0;
  let isMet = false;
  const pause = (): void => countdown?.stop();
  const waitFor = (what: string): void => {
    pause();
    countdown = terminal.countdown((left) => texts.terminal.left({ what, time: countdownText(left) }), endsAt, now);
  };
  const second = secondOnTerminal({ terminal, now }, (what, until) => {
    endsAt = until;
    waitFor(what);
  });
  return {
    stop: () => {
      pause();
      second.stop();
    },
    second: (wait, secondsLeft, answer) => second.show(wait, secondsLeft, answer),
    approvalNeeded: (url, expiresIn) => {
      const { why } = how;
      how.approvalNeeded?.(url, expiresIn, why);
      terminal.say(why);
      terminal.say(url, "strong");
      how.openPage?.(url);
      endsAt = now() + expiresIn * 1000;
      waitFor(texts.terminal.waiting);
    },
    protection: (facts, os) => {
      for (const [name, fact] of facts) {
        const cure = cureOf(name, os);
        terminal.object({ posture: { name, ...fact, cure, verified: false } });
        terminal.say(texts.terminal.posture({ title: POSTURE_TITLES[name], fact: factInWords(fact) }));
        terminal.say(`  → ${cure}`);
      }
      terminal.say(`${REPORTED_BY_MACHINE}.`, "dim");
    },
    peerRefused: (code) => terminal.say(sentenceOf(code), "bad"),
    met: () => {
      if (isMet) return; // a reloaded page meets again
      isMet = true;
      waitFor(MET);
    },
    wanted: (wanted) => {
      if (wanted === undefined) return waitFor(MET);
      const { message, waiting } = wordsOfWanted(wanted);
      terminal.object({ wanted: { ...wanted, message } });
      terminal.say(message);
      waitFor(waiting);
    },
    trouble: (code) => {
      const { says, cure } = wordsOf(code, how.issuer ?? "");
      const message = texts.browser.says({ says });
      terminal.object({ browser_trouble: { code, message, cure } });
      terminal.say(message);
      terminal.say(`  → ${cure}`);
    },
  };
}

/**
 * Checks the new token against the demands. A token that falls short is good as it is, and is kept, but not used for this.
 * @throws Problem `demand_not_met`
 */
async function demandMet(credential: Credential, parameters: AuthorizationParameters, now: number): Promise<void> {
  const { claims } = await accessToken.read(credential.access_token);
  const { iat } = (await readAnyRequest(credential.request)).claims;
  const missing = unmetBy(claims, parameters, now + credential.clock_offset, iat);
  if (missing !== undefined) throw new Problem("demand_not_met", `(${missing})`);
}
